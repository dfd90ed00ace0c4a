using System.Collections.Immutable;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Rollouts;

/// <summary>What the gateways of a channel say, seen from a rollout: who tries the candidate, and how it goes.</summary>
internal sealed record CohortView
{
    /// <summary>A gateway that has been silent for longer does not belong to the channel any more.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly ChannelHead head;
    private readonly Rollout rollout;

    public CohortView(ChannelHead head, Rollout rollout, IEnumerable<GatewayReport> reports, DateTimeOffset now)
    {
        (this.head, this.rollout) = (head, rollout);
        ImmutableArray<GatewayReport> known =
            [.. reports.Where(report => report.Channel == head.Channel && now - report.ReportedAt <= Forgotten)];
        ImmutableArray<GatewayReport> heard = [.. known.Where(report => IsAlive(report, now))];
        IsWatched = known.Length > 0;
        IsHeard = heard.Length > 0;
        Cohort = [.. heard.Where(report => rollout.Includes(report.GatewayId))];
        Control = [.. heard.Where(report => !rollout.Includes(report.GatewayId) && Runs(report, head.Release))];
        Missing =
        [
            .. known.Where(report => !IsAlive(report, now)).Select(report => report.GatewayId).Where(rollout.Includes),
            .. rollout.Plan.Canaries.Except(known.Select(report => report.GatewayId), StringComparer.Ordinal),
        ];
    }

    /// <summary>Some gateway of the channel has reported within a day.</summary>
    public bool IsWatched { get; }

    /// <summary>Some gateway of the channel has reported lately.</summary>
    public bool IsHeard { get; }

    /// <summary>Gateways that are to run the candidate and have been heard of lately.</summary>
    public ImmutableArray<GatewayReport> Cohort { get; }

    /// <summary>Gateways that are to run the stable release, and do.</summary>
    public ImmutableArray<GatewayReport> Control { get; }

    /// <summary>Ids of gateways that are to run the candidate and are silent. A canary that never spoke is one.</summary>
    public ImmutableArray<string> Missing { get; }

    public int Size => Cohort.Length + Missing.Length;

    public ImmutableArray<GatewayReport> Applied => [.. Cohort.Where(report => Runs(report, rollout.Release))];

    public ImmutableArray<GatewayReport> Refusing => [.. Cohort.Where(Refuses)];

    public static bool IsAlive(GatewayReport report, DateTimeOffset now) =>
        now - report.ReportedAt <= GatewayReport.Patience;

    /// <summary>The share of failed requests, in percent; null if there are too few to tell.</summary>
    public double? FailuresOf(IEnumerable<GatewayReport> reports)
    {
        long requests = 0;
        long failures = 0;
        foreach (var traffic in reports.Select(report => report.Traffic).OfType<ReportedTraffic>())
        {
            requests += traffic.Requests;
            failures += traffic.Failures;
        }

        return requests < Math.Max(1, rollout.Plan.Gates.MinRequests) ? null : 100.0 * failures / requests;
    }

    /// <summary>
    /// Since when enough of the cohort have run the candidate; null: they do not yet. What was only written does not
    /// count.
    /// </summary>
    public DateTimeOffset? AppliedSince()
    {
        var needed = Size - (Size * rollout.Plan.Gates.MaxMissingPercent / 100);
        ImmutableArray<DateTimeOffset> times =
            [.. Applied.Select(report => report.Active?.ActivatedAt ?? DateTimeOffset.MaxValue).Order()];

        return Size == 0 ? rollout.StageBegan : times.Length >= needed && needed > 0 ? times[needed - 1] : null;
    }

    private bool Runs(GatewayReport report, ReleaseReference release) =>
        report.Connected && report.Active is { } active && active.Epoch == head.Epoch && active.Sequence == release.Sequence;

    private bool Refuses(GatewayReport report) => report.Refused.Any(refusal =>
        !refusal.Environment && refusal.Sequence == rollout.Release.Sequence
        && refusal.ContentDigest == rollout.Bundle.ContentDigest);
}
