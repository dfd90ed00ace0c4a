using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>One thing that a manifest says, by the name of its field.</summary>
internal readonly record struct Fact(string Field, string Value);

/// <summary>Facts in the order in which they are told. A field that comes again is numbered.</summary>
internal sealed class FactList
{
    private readonly List<Fact> facts = [];
    private readonly HashSet<string> fields = new(StringComparer.Ordinal);

    public IReadOnlyList<Fact> Facts => facts;

    public void Add(string field, string value)
    {
        var unique = field;
        for (var count = 2; !fields.Add(unique); count++)
        {
            unique = $"{field} #{count}";
        }

        facts.Add(new(unique, value));
    }

    /// <summary>What differs, in the order of the head, with what is gone behind it.</summary>
    public static ImmutableArray<FieldChange> Compare(FactList before, FactList after)
    {
        var older = before.facts.ToDictionary(fact => fact.Field, fact => fact.Value, StringComparer.Ordinal);
        var newer = after.facts.ToDictionary(fact => fact.Field, fact => fact.Value, StringComparer.Ordinal);

        return
        [
            .. after.facts.Where(fact => older.GetValueOrDefault(fact.Field) != fact.Value)
                .Select(fact => new FieldChange(fact.Field, older.GetValueOrDefault(fact.Field), fact.Value)),
            .. before.facts.Where(fact => !newer.ContainsKey(fact.Field))
                .Select(fact => new FieldChange(fact.Field, fact.Value, null)),
        ];
    }
}
