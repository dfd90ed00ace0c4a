using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What lies in a store before a head names it. Each step may be done twice without harm.</summary>
internal sealed class ChannelWriter(
    IStoreReader reader, IStoreWriter writer, PublisherKeys keys, ReleaseRequest request)
{
    // Numbers that interrupted publications took; more than this means that something else is wrong.
    private const int MostTakenNumbers = 1000;

    // Numbers of another epoch or channel say nothing about this one's.
    private readonly ChannelHead? known =
        request.LastKnownHead is { } head && head.Epoch == keys.Root.Epoch && head.Channel == request.Channel
            ? head
            : null;

    private bool blobIsThere;

    /// <summary>What the next revision is counted from: a new epoch begins at 0.</summary>
    public long RevisionOf(LiveHead? live) => Math.Max(Counted(live)?.Revision ?? 0, known?.Revision ?? 0);

    /// <summary>The store has lost what this caller published: gateways that saw it take nothing older.</summary>
    public bool IsBehind(LiveHead live) =>
        known?.Revision > live.Head.Revision || known?.Sequence > live.Head.Sequence;

    public async Task<string?> PutBlobAsync(Bundle bundle, CancellationToken cancellation)
    {
        if (blobIsThere)
        {
            return null;
        }

        var path = StoreLayout.Blob(bundle.Reference.Blob);
        blobIsThere = await new YoungObject(reader, writer, path, Limits.BundleBytes, Opens)
            .PutAsync(bundle.Bytes, cancellation);

        return blobIsThere
            ? null
            : $"what the store has at {path} is not the bundle that was put there: remove it and publish again";

        // Whether it was written now or long ago: what counts is that a gateway can open it.
        bool Opens(ReadOnlyMemory<byte> found) =>
            BundleReader.Open(found, bundle.Reference) is BundleOpening.Opened;
    }

    /// <summary>
    /// Writes the record under the first free number. A number that somebody took and did not use is passed over.
    /// </summary>
    public async Task<(ReleaseReference? Release, string? Refusal)> PutReleaseAsync(
        Bundle bundle, LiveHead? live, DateTimeOffset now, CancellationToken cancellation)
    {
        var first = Math.Max(Counted(live)?.Sequence ?? 0, known?.Sequence ?? 0) + 1;
        for (var sequence = first; sequence < first + MostTakenNumbers; sequence++)
        {
            var payload = RecordOf(bundle, live, sequence, now).ToPayload();
            var envelope = await keys.Release.SealAsync(PayloadTypes.Release, payload, cancellation);
            var path = StoreLayout.Release(request.Channel, keys.Root.Epoch, sequence);
            if (await writer.CreateAsync(path, envelope.ToJson(), cancellation) is StoreWrite.Written)
            {
                return (new(sequence, envelope.PayloadDigest, payload.Length), null);
            }
        }

        return (null, $"channel '{request.Channel}' has more than {MostTakenNumbers} release records beyond its head");
    }

    private ReleaseRecord RecordOf(Bundle bundle, LiveHead? live, long sequence, DateTimeOffset now) => new()
    {
        Format = ReleaseRecord.CurrentFormat,
        Environment = keys.Root.Environment,
        Channel = request.Channel,
        Epoch = keys.Root.Epoch,
        Sequence = sequence,
        CreatedAt = now,
        Bundle = bundle.Reference,
        Source = request.Source,
        Previous = (live?.Head ?? known)?.Release,
        RollbackTo = request.RollbackTo,
        AllowShrink = request.AllowShrink ? true : null,
        TraceId = request.TraceId,
        DeliveryId = request.DeliveryId,
    };

    // A new epoch begins the counters anew.
    private ChannelHead? Counted(LiveHead? live) => live?.Head.Epoch == keys.Root.Epoch ? live.Head : null;
}
