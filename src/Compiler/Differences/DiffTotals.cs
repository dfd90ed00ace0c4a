using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>How much of a kind of thing changed in which way.</summary>
public readonly record struct DiffTotal(string Noun, ChangeKind Kind, int Count);

/// <summary>What a diff comes to, in a line.</summary>
public sealed record DiffTotals(ImmutableArray<DiffTotal> Totals, bool DiffersUnnoticed)
{
    public static DiffTotals Of(RouteDiff diff) => new(
    [
        .. Of(diff, SectionKind.Host, "host"),
        .. diff.Sections.Where(section => section.Kind is SectionKind.Host)
            .SelectMany(section => section.Changes.Select(change => (change.Kind, section.Names.Length)))
            .GroupBy(change => change.Kind)
            .OrderBy(same => same.Key)
            .Select(same => new DiffTotal("route", same.Key, same.Sum(change => change.Length))),
        .. Of(diff, SectionKind.Listener, "port"),
        .. Of(diff, SectionKind.Upstream, "destination"),
        .. Of(diff, SectionKind.Certificate, "certificate"),
        .. Of(diff, SectionKind.Process, "setting of Envoy itself"),
    ],
        diff.DiffersUnnoticed);

    /// <summary><c>1 host changed; 2 routes added, 1 moved; 1 destination changed</c>.</summary>
    public override string ToString() => Totals is not []
        ? string.Join("; ", Totals.GroupBy(total => total.Noun).Select(Line))
        : DiffersUnnoticed ? "no difference that a request can tell: only the order of routes that no request meets both of"
        : "no difference";

    private static string Line(IGrouping<string, DiffTotal> totals) => string.Join(", ", totals.Select((total, index) =>
        index == 0
            ? $"{total.Count} {total.Noun}{(total.Count == 1 ? "" : "s")} {DiffText.WordFor(total.Kind)}"
            : $"{total.Count} {DiffText.WordFor(total.Kind)}"));

    private static IEnumerable<DiffTotal> Of(RouteDiff diff, SectionKind kind, string noun) => diff.Sections
        .Where(section => section.Kind == kind)
        .GroupBy(section => section.Change)
        .OrderBy(same => same.Key)
        .Select(same => new DiffTotal(noun, same.Key, same.Sum(section => section.Names.Length)));
}
