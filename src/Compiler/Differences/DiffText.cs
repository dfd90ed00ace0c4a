using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>One line of a diff as text. <paramref name="Kind"/>: what it tells of, for those who colour; null: neither.</summary>
/// <param name="Indentation">In blanks; a line that is broken goes on two further in.</param>
/// <param name="Text">Without indentation.</param>
public readonly record struct DiffLine(int Indentation, string Text, ChangeKind? Kind);

/// <summary>A diff for people at a terminal.</summary>
public static class DiffText
{
    /// <summary>The share of a destination that has no other beside it.</summary>
    internal const string AllRequests = "all requests";

    private const int NamesShown = 3;

    /// <summary>Sections one after another, then what it all comes to.</summary>
    public static IEnumerable<DiffLine> Lines(RouteDiff diff)
    {
        foreach (var section in diff.Sections)
        {
            yield return new(0, TitleOf(section), section.Change is ChangeKind.Changed ? null : section.Change);
            foreach (var line in section.Changes.SelectMany(LinesOf))
            {
                yield return line;
            }

            yield return new(0, "", null);
        }

        yield return new(0, DiffTotals.Of(diff).ToString(), null);
        if (diff.ChangesWithoutSearch > 0)
        {
            yield return new(0, $"for {diff.ChangesWithoutSearch} of them no example was sought: there are too many", null);
        }
    }

    /// <summary>What the section is about, and what became of it: <c>shop.example on port 80: added</c>.</summary>
    public static string TitleOf(DiffSection section)
    {
        var named = string.Join(", ", section.Names.Take(NamesShown).Select(name => name is "*" ? "any other host" : name));
        var names = section.Names.Length <= NamesShown ? named : $"{named} and {section.Names.Length - NamesShown} more";
        var place = section.Place.Length > 0 ? $" on {section.Place}" : "";
        var kind = section.Kind switch
        {
            SectionKind.Upstream => "destination ",
            SectionKind.Certificate => "certificate ",
            _ => "",
        };

        return kind + names + place + (section.Change is ChangeKind.Changed ? "" : $": {WordFor(section.Change)}");
    }

    /// <summary><c>timeout: 5s → 10s</c>.</summary>
    public static string Of(FieldChange field) => (field.Base, field.Head) switch
    {
        (null, AllRequests) => field.Field,
        (null, { } head) => $"{field.Field}: {head}",
        ({ } older, null) => $"{field.Field}: {older} → none",
        var (older, newer) => $"{field.Field}: {older} → {newer}",
    };

    /// <summary>Where it is written, on both sides where they differ; empty where nobody knows.</summary>
    public static string PlaceOf(DiffChange change) => (Short(change.Base), Short(change.Head)) switch
    {
        (null, null) => "",
        (null, { } head) => head,
        ({ } older, null) => $"was {older}",
        var (older, newer) when older == newer => newer ?? "",
        var (older, newer) => $"{newer}, was {older}",
    };

    internal static string WordFor(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        ChangeKind.Moved => "moved",
        _ => "changed",
    };

    private static IEnumerable<DiffLine> LinesOf(DiffChange change)
    {
        var sign = change.Kind switch
        {
            ChangeKind.Added => "+",
            ChangeKind.Removed => "-",
            ChangeKind.Moved => ">",
            _ => "~",
        };
        var place = PlaceOf(change) is { Length: > 0 } known ? $"  ({known})" : "";
        yield return new(2, $"{sign} {change.Subject}{place}", change.Kind);
        foreach (var field in change.Fields)
        {
            // Of what is gone, only what it said is worth a line.
            yield return new(6, Of(change.Kind is ChangeKind.Removed ? new(field.Field, null, field.Base) : field), null);
        }

        if (change.Note is { } note)
        {
            yield return new(6, note, null);
        }

        if (change.Example is { } example)
        {
            yield return new(6, $"example: {RequestText.Of(example.Request)}", null);
            foreach (var line in LinesOf(example))
            {
                yield return line;
            }
        }
    }

    private static ImmutableArray<DiffLine> LinesOf(DiffExample example) => example.Base == example.Head
        ? [new(8, $"answer {example.Head}", null)]
        : [new(8, $"base   {example.Base}", ChangeKind.Removed), new(8, $"head   {example.Head}", ChangeKind.Added)];

    private static string? Short(SourceSpan? span) => span is { } known ? $"{known.Path}:{known.Start.Line}" : null;
}
