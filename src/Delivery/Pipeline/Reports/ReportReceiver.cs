using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Secrets;

namespace GatewayPipeline.Delivery.Pipeline.Reports;

/// <summary>
/// Takes gateways' reports for those that may not write into the store themselves. A gateway speaks for itself alone,
/// and what it said before is not believed again.
/// </summary>
public sealed class ReportReceiver(PipelineOpener opener, ISecretReader secrets, TimeProvider time)
{
    private const int MostAttempts = 8;

    // Clocks differ; a report from further ahead would shut the gateway's mouth until then.
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    /// <param name="gatewayId">From the address that was called.</param>
    /// <param name="authorization">The header; null: there is none.</param>
    public async Task<ReportAnswer> ReceiveAsync(
        string gatewayId, string? authorization, ReadOnlyMemory<byte> report, CancellationToken cancellation)
    {
        try
        {
            var place = await opener.OpenAsync(cancellation);
            if (!StoreLayout.IsGatewayId(gatewayId)
                || !GatewayToken.IsShown(authorization, gatewayId, await ReadSecretsAsync(place.Settings, cancellation)))
            {
                return new ReportAnswer.Refused();
            }

            return Read(gatewayId, report) switch
            {
                ({ } said, _) => await KeepAsync(place, said, report, cancellation),
                (_, var reason) => new ReportAnswer.Malformed(reason),
            };
        }
        catch (IOException exception)
        {
            return new ReportAnswer.Unavailable(exception.Message);
        }
    }

    private async Task<ImmutableArray<ReadOnlyMemory<byte>>> ReadSecretsAsync(
        PipelineSettings settings, CancellationToken cancellation)
    {
        var read = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(settings.ReportSecrets.Length);
        foreach (var reference in settings.ReportSecrets)
        {
            read.Add(await secrets.ReadAsync(reference, cancellation));
        }

        return read.MoveToImmutable();
    }

    private (GatewayReport? Report, string Reason) Read(string gatewayId, ReadOnlyMemory<byte> json)
    {
        if (!GatewayReport.TryRead(json.Span, out var report, out var reason))
        {
            return (null, reason);
        }

        return report.GatewayId != gatewayId ? (null, "it is another gateway's")
            : report.ReportedAt > time.GetUtcNow() + MostAhead
                ? (null, $"it is from {report.ReportedAt:u}, and here it is {time.GetUtcNow():u}: set the gateway's clock")
            : (report, "");
    }

    private static async Task<ReportAnswer> KeepAsync(
        PipelinePlace place, GatewayReport said, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var path = StoreLayout.Report(said.GatewayId);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var read = await place.Reader.GetAsync(path, unlessETag: null, Limits.ReportBytes, cancellation);
            var former = read as StoreRead.Found;
            if (former is not null && GatewayReport.TryRead(former.Content.Span, out var known, out _)
                && known.ReportedAt >= said.ReportedAt)
            {
                return new ReportAnswer.Outdated(known.ReportedAt);
            }

            if (read is StoreRead.TooLarge)
            {
                return new ReportAnswer.Unavailable($"what lies at {path} is no report: remove it");
            }

            if (await place.Writer.ReplaceAsync(path, json, former?.ETag, cancellation) is StoreWrite.Written)
            {
                return new ReportAnswer.Taken();
            }
        }

        return new ReportAnswer.Unavailable($"{path} is written by others all the time");
    }
}
