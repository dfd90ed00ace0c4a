using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What lies in a store before a head names it. Each step may be done twice without harm.</summary>
internal sealed class ChannelWriter(
    IStoreReader reader, IStoreWriter writer, PublisherKeys keys, ReleaseRequest request)
{
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

    /// <summary>What the next release says, under the first number that nobody is known to have used.</summary>
    public ReleaseRecord NextRecord(Bundle bundle, LiveHead? live, DateTimeOffset now) => new()
    {
        Format = ReleaseRecord.CurrentFormat,
        Environment = keys.Root.Environment,
        Channel = request.Channel,
        Epoch = keys.Root.Epoch,
        Sequence = Math.Max(Counted(live)?.Sequence ?? 0, known?.Sequence ?? 0) + 1,
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
