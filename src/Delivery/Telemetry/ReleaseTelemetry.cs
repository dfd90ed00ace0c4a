using System.Diagnostics;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Telemetry;

/// <summary>Counts what happens to channels.</summary>
public sealed class ReleaseTelemetry(TimeProvider time) : IReleaseEvents
{
    public const string ChannelTag = "gatewaypipeline.channel";
    public const string OutcomeTag = "gatewaypipeline.outcome";
    private const string SeverityTag = "gatewaypipeline.severity";

    public Task HearAsync(ReleaseEvent happened, CancellationToken cancellation)
    {
        switch (happened)
        {
            case ReleaseEvent.Compiled compiled:
                foreach (var group in compiled.Compilation.Diagnostics.GroupBy(finding => finding.Severity))
                {
                    DeliveryTelemetry.Findings.Add(
                        group.Count(),
                        new(ChannelTag, compiled.Channel),
                        new(SeverityTag, group.Key.ToString().ToLowerInvariant()));
                }

                break;
            case ReleaseEvent.Ended ended:
                DeliveryTelemetry.Publications.Add(
                    1, new(ChannelTag, ended.Channel), new(OutcomeTag, OutcomeOf(ended.Publication.Outcome)));
                if (ended.Publication.Head is { } head)
                {
                    Record(head, time.GetUtcNow());
                }

                break;
        }

        return Task.CompletedTask;
    }

    public static void Record(ChannelHead head, DateTimeOffset now)
    {
        KeyValuePair<string, object?> channel = new(ChannelTag, head.Channel);
        DeliveryTelemetry.HeadAge.Record(Math.Max(0, (now - head.IssuedAt).TotalSeconds), channel);
        DeliveryTelemetry.RolloutPercent.Record(head.Rollout?.Percent ?? 100, channel);
    }

    public static string OutcomeOf(Publication outcome) => outcome switch
    {
        Publication.Published => "published",
        Publication.Unchanged => "unchanged",
        Publication.Withdrawn => "withdrawn",
        Publication.Superseded => "superseded",
        Publication.Proposed => "proposed",
        Publication.Refused => "refused",
        _ => throw new UnreachableException(),
    };
}
