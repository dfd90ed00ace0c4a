using System.Collections.Immutable;
using GatewayPipeline.Compiler.Differences;

namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>A diff as Markdown, in blocks that can be left out from the end where a comment must be short.</summary>
public static class DiffMarkdown
{
    private const int NamesShown = 3;
    private const int ChangesShown = 50;

    /// <summary>The whole diff, for a step's summary and for pipes.</summary>
    public static string Render(RouteDiff diff) => string.Join("\n", Blocks(diff)) + "\n";

    /// <summary>What it comes to, then a block per section.</summary>
    internal static IEnumerable<string> Blocks(RouteDiff diff)
    {
        yield return $"**{Sentence(DiffTotals.Of(diff).ToString())}**\n";
        foreach (var section in diff.Sections)
        {
            yield return string.Concat(LinesOf(section).Select(line => line + "\n"));
        }

        if (diff.ChangesWithoutSearch > 0)
        {
            yield return $"For {diff.ChangesWithoutSearch} changes no example was sought: there are too many.\n";
        }
    }

    private static IEnumerable<string> LinesOf(DiffSection section)
    {
        yield return $"#### {TitleOf(section)}";
        yield return "";
        foreach (var line in section.Changes.Take(ChangesShown).SelectMany(LinesOf))
        {
            yield return line;
        }

        if (section.Changes.Length > ChangesShown)
        {
            yield return $"- and {section.Changes.Length - ChangesShown} more";
        }
    }

    private static string TitleOf(DiffSection section)
    {
        var named = string.Join(", ", section.Names.Take(NamesShown)
            .Select(name => name is "*" ? "any other host" : CodeSpan.Of(name)));
        var more = section.Names.Length > NamesShown ? $" and {section.Names.Length - NamesShown} more" : "";
        var kind = section.Kind switch
        {
            SectionKind.Upstream => "Destination ",
            SectionKind.Certificate => "Certificate ",
            _ => "",
        };
        var place = section.Place.Length > 0 ? $" on {section.Place}" : "";

        return kind + named + more + place + (section.Change is ChangeKind.Changed ? "" : $": {WordFor(section.Change)}");
    }

    private static IEnumerable<string> LinesOf(DiffChange change)
    {
        var place = DiffText.PlaceOf(change) is { Length: > 0 } known ? $" ({CodeSpan.Of(known)})" : "";
        yield return $"- **{WordFor(change.Kind)}** {CodeSpan.Of(change.Subject)}{place}";
        foreach (var field in change.Fields)
        {
            yield return $"  - {Of(field, change.Kind)}";
        }

        if (change.Note is { } note)
        {
            yield return $"  - {CodeSpan.Of(note)}";
        }

        foreach (var line in change.Example is { } example ? LinesOf(example) : [])
        {
            yield return line;
        }
    }

    private static ImmutableArray<string> LinesOf(DiffExample example) =>
    [
        $"  - for example {CodeSpan.Of(RequestText.Of(example.Request))}",
        .. example.Base == example.Head
            ? [$"    - {CodeSpan.Of(example.Head)}"]
            : new[] { $"    - base: {CodeSpan.Of(example.Base)}", $"    - head: {CodeSpan.Of(example.Head)}" },
    ];

    private static string Of(FieldChange field, ChangeKind kind) => (kind, field.Base, field.Head) switch
    {
        (ChangeKind.Added or ChangeKind.Removed, _, _) => CodeSpan.Of(DiffText.Of(field with { Base = null, Head = field.Head ?? field.Base })),
        (_, { } older, { } newer) => $"{CodeSpan.Of(field.Field)}: {CodeSpan.Of(older)} → {CodeSpan.Of(newer)}",
        (_, null, { } newer) => $"{CodeSpan.Of(field.Field)}: {CodeSpan.Of(newer)} (new)",
        var (_, older, _) => $"{CodeSpan.Of(field.Field)}: {CodeSpan.Of(older ?? "")} (gone)",
    };

    private static string WordFor(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        ChangeKind.Moved => "moved",
        _ => "changed",
    };

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}
