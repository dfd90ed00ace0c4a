using System.Collections.Immutable;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>One of several things that are asked of a text: to be like a pattern, or not to be.</summary>
internal readonly record struct TextDemand(TextPattern Pattern, bool IsWanted);

/// <summary>What came of looking for a text.</summary>
internal abstract record FoundText
{
    private FoundText()
    {
    }

    public sealed record Text(string Value) : FoundText;

    /// <summary>There is none, and that is certain.</summary>
    public sealed record None : FoundText;

    /// <summary>Nobody knows: a pattern is too large, or the search was given up.</summary>
    public sealed record Unknown : FoundText;
}

/// <summary>
/// Finds a shortest text that meets several demands at once: the machines of all patterns are led side by side through
/// the texts of printable ASCII, shortest first, and no state is looked at twice.
/// </summary>
internal static class TextSearch
{
    private const int MostStates = 20_000;

    // What reads best first: of bytes that are alike to all patterns, the first of these is taken.
    private static readonly ImmutableArray<byte> Alphabet =
    [
        .. "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_/."u8,
        .. Enumerable.Range('!', '~' - '!' + 1).Select(value => (byte)value)
            .Where(value => !char.IsAsciiLetterOrDigit((char)value) && value is not ((byte)'-' or (byte)'_' or (byte)'/' or (byte)'.')),
        (byte)' ',
    ];

    public static FoundText Find(IReadOnlyCollection<TextDemand> demands, SearchBudget budget)
    {
        var machines = ImmutableArray.CreateBuilder<(ByteAutomaton Automaton, bool IsWanted)>(demands.Count);
        foreach (var demand in demands)
        {
            if (demand.Pattern.Automaton is not { } automaton)
            {
                return new FoundText.Unknown();
            }

            machines.Add((automaton, demand.IsWanted));
        }

        return new Walk(machines.DrainToImmutable(), budget).Find();
    }

    private sealed class Walk(ImmutableArray<(ByteAutomaton Automaton, bool IsWanted)> machines, SearchBudget budget)
    {
        private readonly HashSet<int[]> seen = new(States);
        private readonly Queue<Place> open = new();

        private static IEqualityComparer<int[]> States { get; } = EqualityComparer<int[]>.Create(
            (left, right) => left.AsSpan().SequenceEqual(right),
            states => states.Aggregate(17, (hash, state) => unchecked((hash * 31) + state)));

        public FoundText Find()
        {
            ImmutableArray<byte> letters = [.. Alphabet.DistinctBy(
                value => string.Join(',', machines.Select(machine => machine.Automaton.ClassOf(value))))];
            Visit(new([.. machines.Select(machine => machine.Automaton.Start)], null, 0));
            while (open.TryDequeue(out var place))
            {
                if (IsGood(place))
                {
                    return new FoundText.Text(place.Read());
                }

                if (seen.Count > MostStates || !budget.TakeState())
                {
                    return new FoundText.Unknown();
                }

                foreach (var letter in letters)
                {
                    Visit(new(
                        [.. machines.Select((machine, index) => machine.Automaton.Step(place.States[index], letter))],
                        place,
                        letter));
                }
            }

            return new FoundText.None();
        }

        private void Visit(Place place)
        {
            if (!IsHopeless(place) && seen.Add(place.States))
            {
                open.Enqueue(place);
            }
        }

        private bool IsGood(Place place) => machines.Index().All(machine =>
            machine.Item.Automaton.Accepts(place.States[machine.Index]) == machine.Item.IsWanted);

        private bool IsHopeless(Place place) => machines.Index().Any(machine =>
            machine.Item.IsWanted && machine.Item.Automaton.IsDead(place.States[machine.Index]));
    }

    private sealed record Place(int[] States, Place? Before, byte Letter)
    {
        public string Read()
        {
            var letters = new Stack<char>();
            for (var place = this; place.Before is { } before; place = before)
            {
                letters.Push((char)place.Letter);
            }

            return new([.. letters]);
        }
    }
}
