using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>A head as it lies in the store now: the token to replace exactly it, and the floor that it sets.</summary>
/// <param name="IsCurrent">The newest root stands behind it and its release; else gateways wait for another.</param>
internal sealed record LiveHead(ChannelHead Head, string ETag, TrustFloor Floor, bool IsCurrent);

/// <summary>What came of writing a head.</summary>
internal abstract record HeadWrite
{
    private HeadWrite()
    {
    }

    public sealed record Written : HeadWrite;

    /// <summary>Somebody else wrote it first.</summary>
    public sealed record Lost : HeadWrite;

    public sealed record Refused(string Reason) : HeadWrite;
}

/// <summary>The single steps of a publication, each of which may be done twice without harm.</summary>
internal sealed class ChannelWriter(
    IStoreReader reader, IStoreWriter writer, PublisherKeys keys, ReleaseRequest request)
{
    // Numbers that interrupted publications took; more than this means that something else is wrong.
    private const int MostTakenNumbers = 1000;

    private readonly TrustPolicy policy = new(keys.Root, request.Channel);
    // Numbers of another epoch or channel say nothing about this one's.
    private readonly ChannelHead? known =
        request.LastKnownHead is { } head && head.Epoch == keys.Root.Epoch && head.Channel == request.Channel
            ? head
            : null;

    private bool blobIsThere;

    public long RevisionAfter(LiveHead? live) => Math.Max(Counted(live)?.Revision ?? 0, known?.Revision ?? 0) + 1;

    public async Task<(LiveHead? Live, string? Refusal)> ReadLiveAsync(CancellationToken cancellation)
    {
        var path = StoreLayout.Head(request.Channel);
        return await reader.GetAsync(path, unlessETag: null, Limits.HeadBytes, cancellation) switch
        {
            StoreRead.Missing => (null, null),
            StoreRead.Found found => await ReadLiveAsync(path, found, cancellation),
            _ => (null, $"what the store has at {path} is too large to be a head"),
        };
    }

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

    /// <summary>Signs the head, asks of it what a gateway will ask, and swaps it in.</summary>
    public async Task<HeadWrite> PutHeadAsync(
        ChannelHead head, LiveHead? live, DateTimeOffset now, CancellationToken cancellation)
    {
        var signed = (await keys.Channel.SealAsync(PayloadTypes.Channel, head.ToPayload(), cancellation)).ToJson();
        var recordPath = StoreLayout.Release(head.Channel, head.Epoch, head.Sequence);
        if (await reader.GetAsync(
            recordPath, unlessETag: null, Limits.ReleaseBytes, cancellation) is not StoreRead.Found record)
        {
            return new HeadWrite.Refused($"the store has no release record at {recordPath}");
        }

        if (policy.Verify(signed, record.Content, live?.Floor, now) is Verdict.Rejected rejected)
        {
            return new HeadWrite.Refused($"gateways would not accept it: {rejected.Reason}");
        }

        return await writer.ReplaceAsync(
            StoreLayout.Head(head.Channel), signed, live?.ETag, cancellation) is StoreWrite.Written
            ? new HeadWrite.Written()
            : new HeadWrite.Lost();
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
        AllowShrink = request.AllowShrink ? true : null,
        TraceId = request.TraceId,
        DeliveryId = request.DeliveryId,
    };

    // A new epoch begins the counters anew.
    private ChannelHead? Counted(LiveHead? live) => live?.Head.Epoch == keys.Root.Epoch ? live.Head : null;

    // Age does not matter here: a head that nobody renewed is still what the channel is at. Nor does it matter which of
    // the roots stands behind it: after a key was replaced, the next publication puts it right.
    private async Task<(LiveHead? Live, string? Refusal)> ReadLiveAsync(
        string path, StoreRead.Found found, CancellationToken cancellation)
    {
        var reason = "";
        foreach (var root in keys.Roots.Roots.Reverse())
        {
            switch (new TrustPolicy(root.Document, request.Channel).VerifyHead(
                found.Content, floor: null, DateTimeOffset.MinValue))
            {
                case HeadVerdict.Trusted { Head: var head, Digest: var digest }:
                    var isCurrent = ReferenceEquals(root.Document, keys.Root)
                        && await IsReleasedAsync(head, found.Content, cancellation);
                    return (new(head, found.ETag, TrustFloor.Of(head, digest, former: null), isCurrent), null);
                case HeadVerdict.Rejected rejected:
                    reason = reason is "" ? rejected.Reason : reason;
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return (null, $"what the store has at {path} is not of this root: {reason}. "
            + "Use the keys that signed it, or another channel");
    }

    private async Task<bool> IsReleasedAsync(
        ChannelHead head, ReadOnlyMemory<byte> signed, CancellationToken cancellation) =>
        await reader.GetAsync(
            StoreLayout.Release(head.Channel, head.Epoch, head.Sequence), null, Limits.ReleaseBytes, cancellation)
            is StoreRead.Found record
        && policy.VerifyAccepted(signed, record.Content) is Verdict.Trusted;
}
