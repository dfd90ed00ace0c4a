using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Cli.Output;

/// <summary>A gateway as commands print it.</summary>
/// <param name="Sequence">Of the release that is in effect; null: none is.</param>
/// <param name="Wanted">Of the release that it is to run, as far as it knows.</param>
/// <param name="Reason">Why it is not well; null: nothing is known against it.</param>
internal sealed record GatewayRow(
    string Gateway,
    string Channel,
    GatewayState State,
    long? Sequence,
    long? Wanted,
    string Envoy,
    string Agent,
    DateTimeOffset ReportedAt,
    ReportedTraffic? Traffic,
    string? Reason)
{
    /// <summary>Those of the channels, the unwell first.</summary>
    public static ImmutableArray<GatewayRow> Of(
        ImmutableArray<GatewayReport> reports, ImmutableArray<string> channels, DateTimeOffset now) =>
        [
            .. reports.Where(report => channels.Contains(report.Channel)).Select(report => Of(report, now))
                .OrderBy(row => row.Channel, StringComparer.Ordinal)
                .ThenBy(row => row.State is GatewayState.InSync or GatewayState.PendingCohort)
                .ThenBy(row => row.Gateway, StringComparer.Ordinal),
        ];

    public static string NameOf(GatewayState state) => state switch
    {
        GatewayState.InSync => "IN_SYNC",
        GatewayState.PendingCohort => "PENDING_COHORT",
        GatewayState.Applying => "APPLYING",
        GatewayState.Rejected => "REJECTED",
        GatewayState.Stale => "STALE",
        GatewayState.Offline => "OFFLINE",
        _ => throw new UnreachableException(),
    };

    private static GatewayRow Of(GatewayReport report, DateTimeOffset now)
    {
        var state = GatewayReports.StateOf(report, now);

        return new(
            report.GatewayId, report.Channel, state, report.Active?.Sequence, report.Head?.Sequence, report.EnvoyVersion,
            report.AgentVersion, report.ReportedAt, report.Traffic, state switch
            {
                GatewayState.InSync or GatewayState.PendingCohort => null,
                GatewayState.Rejected => report.Refused.LastOrDefault(
                    refusal => refusal.Sequence == report.Head?.Sequence)?.Reason,
                _ => report.Error?.Message,
            });
    }
}
