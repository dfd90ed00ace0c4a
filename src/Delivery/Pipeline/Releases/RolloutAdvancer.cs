using System.Diagnostics;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Rollouts;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Pipeline.Releases;

/// <summary>Takes the rollouts of all channels on by one step, as far as what gateways report allows it.</summary>
public sealed class RolloutAdvancer(PipelineOpener opener, IEventTopic topic, TimeProvider time)
{
    /// <exception cref="IOException">Settings, store or keys cannot be had now.</exception>
    public async Task<Reconciliation> AdvanceAsync(CancellationToken cancellation)
    {
        using var activity = DeliveryTelemetry.Begin("advance rollouts", ActivityKind.Internal, parent: null);
        var place = await opener.OpenAsync(cancellation);
        var controller = new RolloutController(place.Reader, place.Writer, place.Lister, place.Keys, time);
        var (changed, failed) = (new List<string>(), new List<string>());
        var channels = await new Resigner(place.Reader, place.Writer, place.Keys, time)
            .FindChannelsAsync(place.Lister, cancellation);
        foreach (var channel in channels)
        {
            switch (await controller.AdvanceAsync(channel, cancellation))
            {
                case HeadEdit.Written written:
                    changed.Add($"Channel {channel}: {written.Reason}.");
                    ReleaseTelemetry.Record(written.Head, time.GetUtcNow());
                    await TellAsync(place, written.Head, failed, cancellation);
                    break;
                case HeadEdit.Kept kept:
                    ReleaseTelemetry.Record(kept.Head, time.GetUtcNow());
                    break;
                case HeadEdit.Refused refused:
                    failed.Add($"Channel {channel}: {refused.Reason}.");
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return new(changed, failed, channels.Length);
    }

    private async Task TellAsync(
        PipelinePlace place, ChannelHead head, List<string> failed, CancellationToken cancellation)
    {
        // Written just now, without a candidate, and with one taken back: by this step.
        if (head is not { Rollout: null, Withdrawn: { } withdrawn } || withdrawn.At != head.IssuedAt)
        {
            return;
        }

        try
        {
            await topic.SendAsync(
                new PipelineEvent.Published(SourceOf(place, head), head, IsRollback: true)
                {
                    TraceParent = Activity.Current?.Id,
                },
                cancellation);
        }
        catch (IOException exception)
        {
            failed.Add($"Channel {head.Channel}: that a release was taken back could not be told: {exception.Message}");
        }
    }

    // A channel that a person publishes to has a source of another kind: its own name has to do.
    private static string SourceOf(PipelinePlace place, ChannelHead head) =>
        place.Settings.Sources.FirstOrDefault(source => source.Refs.Any(tracked =>
            tracked.Channel == head.Channel
            || (tracked.Channel is null && tracked.Ref == head.Source?.Ref && source.Repository == head.Source?.Repository)))
            ?.Name ?? head.Channel;
}
