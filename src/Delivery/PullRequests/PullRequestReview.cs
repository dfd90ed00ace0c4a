using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Differences;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Publishing.Checks;

namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>A finding of the head. <paramref name="IsNew"/>: the base does not have it.</summary>
public sealed record ReviewedFinding(Diagnostic Finding, bool IsNew);

/// <summary>What a pull request does to one Fleet.</summary>
/// <param name="Fleet">Its name.</param>
/// <param name="Diff">Null: the head has errors, so nobody can say.</param>
/// <param name="IsBaseBroken">The base has errors, so the head was compared with a gateway that has nothing.</param>
/// <param name="Shrink">Why the guard against releases that remove much would stop it; null: it would not.</param>
public sealed record ReviewedFleet(string Fleet, RouteDiff? Diff, bool IsBaseBroken, string? Shrink);

/// <summary>
/// What there is to say about a pull request: its findings, what would become different, and what would stop its
/// release. A pure function of two trees.
/// </summary>
public sealed record PullRequestReview
{
    private const string NothingListens = "no Gateway is left that this fleet serves, so gateways would close every port";

    public required ReviewRequest Request { get; init; }

    /// <summary>Errors first, then by path, line and column.</summary>
    public required ImmutableArray<ReviewedFinding> Findings { get; init; }

    /// <summary>What the base has and the head does not.</summary>
    public required ImmutableArray<Diagnostic> Fixed { get; init; }

    public required ImmutableArray<ReviewedFleet> Fleets { get; init; }

    /// <summary>No manifest differs between the two.</summary>
    public required bool ChangesNothing { get; init; }

    public ReviewVerdict Verdict =>
        Findings.Any(each => each.Finding.Severity is Severity.Error) || Fleets.Any(fleet => fleet.Shrink is not null)
            ? ReviewVerdict.Failure
        : ChangesNothing ? ReviewVerdict.Neutral
        : ReviewVerdict.Success;

    public static PullRequestReview Of(ReviewRequest request)
    {
        var before = request.Base ?? ManifestTree.Of([]);
        var (older, newer) = (GatewayCompiler.Check(before, request.Options), GatewayCompiler.Check(request.Head, request.Options));
        var known = CountByKey(older.Diagnostics);
        ImmutableArray<ReviewedFinding> findings =
            [.. newer.Diagnostics.Select(finding => new ReviewedFinding(finding, IsNew: !Take(known, finding)))];
        var left = CountByKey(newer.Diagnostics);

        return new()
        {
            Request = request,
            Findings = [.. findings.OrderByDescending(each => each.Finding.Severity)],
            Fixed = [.. older.Diagnostics.Where(finding => !Take(left, finding))],
            Fleets =
            [
                .. FleetCatalog.Read(request.Head, request.Options.Platform)
                    .Where(fleet => request.Options.Fleet is null || fleet.Name == request.Options.Fleet)
                    .Select(fleet => Compare(before, request, fleet)),
            ],
            ChangesNothing = before.Files.SequenceEqual(request.Head.Files),
        };
    }

    private static ReviewedFleet Compare(ManifestTree before, ReviewRequest request, FleetSettings fleet)
    {
        var options = request.Options with { Fleet = fleet.IsImplied ? null : fleet.Name };
        var (older, newer) = (GatewayCompiler.Compile(before, options), GatewayCompiler.Compile(request.Head, options));
        if (DiffSide.Of(newer) is not { } head)
        {
            return new(fleet.Name, Diff: null, older.HasErrors, Shrink: null);
        }

        return new(
            fleet.Name,
            RouteDiff.Between(DiffSide.Of(older) ?? DiffSide.Nothing, head),
            older.HasErrors,
            CommitTrailers.Allows(request.HeadMessage, CommitTrailers.AllowShrink)
                ? null
                : FindShrink(older.Snapshot?.Totals, head.Snapshot.Totals, newer.Fleet.Guard));
    }

    private static string? FindShrink(SnapshotTotals? former, SnapshotTotals next, ShrinkGuard guard) =>
        former is null or { Listeners: 0 } ? null
        : next.Listeners == 0 ? NothingListens
        : guard.Refusal(former, next);

    // A finding is the same if its kind, its object and its words are; lines move with every edit.
    private static Dictionary<(string, string, string), int> CountByKey(ImmutableArray<Diagnostic> findings) =>
        findings.CountBy(KeyOf).ToDictionary();

    private static bool Take(Dictionary<(string, string, string), int> counts, Diagnostic finding)
    {
        if (counts.GetValueOrDefault(KeyOf(finding)) is not (> 0 and var count))
        {
            return false;
        }

        counts[KeyOf(finding)] = count - 1;

        return true;
    }

    private static (string, string, string) KeyOf(Diagnostic finding) =>
        (finding.Rule.Code, finding.Resource?.ToString() ?? finding.Span.Path, finding.Message);
}
