using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Rollouts;

/// <summary>A report that counts for nothing.</summary>
public sealed record IgnoredReport(string Path, string Reason);

/// <summary>What the gateways of a store report. Each speaks for itself alone: under its own name, and in its own time.</summary>
public sealed record GatewayReports(ImmutableArray<GatewayReport> Reports, ImmutableArray<IgnoredReport> Ignored)
{
    private const int AtOnce = 16;

    // Clocks differ; a report from further ahead would count as fresh long after its gateway fell silent.
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    public static async Task<GatewayReports> ReadAsync(
        IStoreReader reader, IStoreLister lister, DateTimeOffset now, CancellationToken cancellation)
    {
        var reports = ImmutableArray.CreateBuilder<GatewayReport>();
        var ignored = ImmutableArray.CreateBuilder<IgnoredReport>();
        var paths = await lister.ListAsync(StoreLayout.Reports, cancellation).ToArrayAsync(cancellation);
        foreach (var some in paths.Chunk(AtOnce))
        {
            foreach (var (report, path, reason) in await Task.WhenAll(some.Select(ReadAsync)))
            {
                if (report is not null)
                {
                    reports.Add(report);
                }
                else if (reason.Length > 0)
                {
                    ignored.Add(new(path, reason));
                }
            }
        }

        return new(reports.ToImmutable(), ignored.ToImmutable());

        async Task<(GatewayReport? Report, string Path, string Reason)> ReadAsync(string path) =>
            await reader.GetAsync(path, unlessETag: null, Limits.ReportBytes, cancellation) switch
            {
                StoreRead.Found found => Judge(path, found.Content.Span, now),
                StoreRead.TooLarge => (null, path, $"it has more than {Limits.ReportBytes} bytes"),

                // It was removed meanwhile.
                _ => (null, path, ""),
            };
    }

    /// <summary>What a gateway's state is to others: one that is silent is offline, whatever it said last.</summary>
    public static GatewayState StateOf(GatewayReport report, DateTimeOffset now) =>
        CohortView.IsAlive(report, now) ? report.State : GatewayState.Offline;

    private static (GatewayReport? Report, string Path, string Reason) Judge(
        string path, ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        if (!GatewayReport.TryRead(json, out var report, out var reason))
        {
            return (null, path, reason);
        }

        reason = !StoreLayout.IsGatewayId(report.GatewayId) || StoreLayout.Report(report.GatewayId) != path
            ? $"it speaks for gateway '{report.GatewayId}', and its name does not"
            : report.ReportedAt - now > MostAhead ? $"it is of {report.ReportedAt:u}, which is still to come"
            : "";

        return (reason.Length == 0 ? report : null, path, reason);
    }
}
