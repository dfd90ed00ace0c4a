using System.Collections.Concurrent;
using System.Diagnostics;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Pipeline.Releases;

/// <summary>What a turn of the timer found.</summary>
/// <param name="Changed">A sentence for each channel that is not as it was.</param>
/// <param name="Failed">A sentence for each source or channel that could not be looked after.</param>
public sealed record Reconciliation(
    IReadOnlyCollection<string> Changed, IReadOnlyCollection<string> Failed, int Channels);

/// <summary>
/// Compares every tracked ref with what its channels are at, whatever events came or did not come, and signs heads anew
/// in time. This, and no webhook, is what makes sure that a push becomes a release.
/// </summary>
public sealed class SourceReconciler(PipelineOpener opener, RevisionPublisher publisher, TimeProvider time)
{
    // Sources are mostly waited for; what has to be compiled takes its turn.
    private const int AtOnce = 4;

    /// <exception cref="IOException">Settings, store or keys cannot be had now: nothing could be looked after.</exception>
    public async Task<Reconciliation> ReconcileAsync(CancellationToken cancellation)
    {
        using var activity = DeliveryTelemetry.Begin("reconcile", ActivityKind.Internal, parent: null);
        var place = await opener.OpenAsync(cancellation);
        var (changed, failed) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        var followed = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            place.Settings.Sources,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (source, ending) =>
            {
                foreach (var tracked in source.Refs)
                {
                    await FollowAsync(source, tracked, changed, failed, followed, ending);
                }
            });
        await ResignAsync(place, followed, changed, failed, cancellation);
        activity.SetTag("gatewaypipeline.failed", failed.Count);

        return new(changed, failed, followed.Count);
    }

    // One that cannot be reached does not hold up the others.
    private async Task FollowAsync(
        TrackedSource source, TrackedRef tracked, ConcurrentQueue<string> changed, ConcurrentQueue<string> failed,
        ConcurrentDictionary<string, bool> followed, CancellationToken cancellation)
    {
        try
        {
            foreach (var publication in await publisher.PublishAsync(source, tracked, deliveryId: null, cancellation))
            {
                followed[publication.Channel] = true;
                if (publication.Outcome is not (Publication.Unchanged or Publication.Superseded))
                {
                    changed.Enqueue(RevisionPublisher.SentenceOf(source, tracked, publication));
                }
            }
        }
        catch (IOException exception)
        {
            failed.Enqueue($"{tracked.Ref} of {source.Name} could not be looked after: {exception.Message}");
        }
    }

    // Publishing keeps heads fresh by itself; this is for channels whose source is not to be had, or that have none.
    private async Task ResignAsync(
        PipelinePlace place, ConcurrentDictionary<string, bool> followed, ConcurrentQueue<string> changed,
        ConcurrentQueue<string> failed, CancellationToken cancellation)
    {
        var resigner = new Resigner(place.Reader, place.Writer, place.Keys, time);
        foreach (var channel in await resigner.FindChannelsAsync(place.Lister, cancellation))
        {
            if (followed.ContainsKey(channel))
            {
                continue;
            }

            switch (await resigner.ResignAsync(channel, new(OnlyIfDue: true), cancellation))
            {
                case Resigning.Resigned resigned:
                    ReleaseTelemetry.Record(resigned.Head, time.GetUtcNow());
                    changed.Enqueue($"Channel {channel}: its head is signed anew until {resigned.Head.Expires:u}.");
                    break;
                case Resigning.NotDue fresh:
                    ReleaseTelemetry.Record(fresh.Head, time.GetUtcNow());
                    break;
                case Resigning.Refused refused:
                    failed.Enqueue($"Channel {channel} could not be signed anew: {refused.Reason}.");
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }
}
