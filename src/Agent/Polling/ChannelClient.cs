using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Polling;

/// <summary>What came of looking at a channel.</summary>
internal abstract record ChannelReading
{
    private ChannelReading()
    {
    }

    /// <summary>The head is the one that was read before.</summary>
    public sealed record Unchanged : ChannelReading;

    /// <summary>Nothing was published yet.</summary>
    public sealed record Empty : ChannelReading;

    public sealed record Trusted(SignedRelease Release) : ChannelReading;

    /// <summary>The head, or the release that it names, is not to be believed.</summary>
    public sealed record Distrusted(string Reason) : ChannelReading;

    /// <summary>The store does not give what it should. It may tomorrow.</summary>
    public sealed record Unavailable(string Reason) : ChannelReading;
}

/// <summary>What came of fetching a bundle.</summary>
internal abstract record BundleFetch
{
    private BundleFetch()
    {
    }

    public sealed record Fetched(Bundle Bundle) : BundleFetch;

    /// <summary>These are the bytes that were signed, and they are no bundle for this agent.</summary>
    public sealed record Unusable(string Reason) : BundleFetch;

    /// <summary>The store has not got it, or has something else in its place.</summary>
    public sealed record Unavailable(string Reason) : BundleFetch;
}

/// <summary>Reads one channel of a store. Nothing is parsed before it is verified, nothing fetched twice.</summary>
internal sealed class ChannelClient(IStoreReader store, string channel, TrustAnchor trust, TimeProvider time)
{
    private string? seen;

    public string Channel => channel;

    /// <summary>The next reading looks at the head even if it is the same.</summary>
    public void Forget() => seen = null;

    /// <param name="choice">Which of the head's releases is read with it.</param>
    public async Task<ChannelReading> ReadAsync(
        TrustFloor? floor, TargetChoice choice, CancellationToken cancellation)
    {
        switch (await store.GetAsync(StoreLayout.Head(channel), seen, Limits.HeadBytes, cancellation))
        {
            case StoreRead.NotModified:
                return new ChannelReading.Unchanged();
            case StoreRead.Missing:
                return new ChannelReading.Empty();
            case StoreRead.Found found:
                var reading = await VerifyAsync(found.Content, floor, choice, cancellation);
                seen = reading is ChannelReading.Unavailable ? null : found.ETag;
                return reading;
            default:
                return new ChannelReading.Unavailable(
                    $"the head of channel '{channel}' has more than {Limits.HeadBytes} bytes");
        }
    }

    public async Task<BundleFetch> FetchAsync(BundleReference reference, CancellationToken cancellation)
    {
        if (await store.GetAsync(StoreLayout.Blob(reference.Blob), null, Limits.BundleBytes, cancellation)
            is not StoreRead.Found { Content: var bytes })
        {
            return new BundleFetch.Unavailable($"the store does not have the bundle {reference.Blob}");
        }

        // Told apart from an unusable bundle: other bytes in its place say something about the store alone.
        if (bytes.Length != reference.Length || BundleDigest.Of(bytes.Span) != reference.Blob)
        {
            return new BundleFetch.Unavailable(
                $"the store has other bytes in the place of the bundle {reference.Blob}");
        }

        return Open(bytes, reference);
    }

    public static BundleFetch Open(ReadOnlyMemory<byte> bytes, BundleReference reference) =>
        BundleReader.Open(bytes, reference) switch
        {
            BundleOpening.Opened opened => new BundleFetch.Fetched(opened.Bundle),
            BundleOpening.Refused refused => new BundleFetch.Unusable($"the bundle cannot be opened: {refused.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private async Task<ChannelReading> VerifyAsync(
        ReadOnlyMemory<byte> head, TrustFloor? floor, TargetChoice choice, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        switch (trust.VerifyHead(head, floor, now))
        {
            case HeadVerdict.Rejected rejected:
                return new ChannelReading.Distrusted(rejected.Reason);
            case HeadVerdict.Trusted { Head: var read }:
                var path = StoreLayout.Release(channel, read.Epoch, choice(read).Release.Sequence);
                if (await store.GetAsync(path, null, Limits.ReleaseBytes, cancellation) is not StoreRead.Found found)
                {
                    return new ChannelReading.Unavailable($"the store does not have the release record '{path}'");
                }

                return trust.Verify(head, found.Content, floor, now, choice) switch
                {
                    Verdict.Trusted trusted => new ChannelReading.Trusted(
                        new(trusted.Head, trusted.Target, trusted.Release, trusted.Floor, head, found.Content)),
                    Verdict.Rejected rejected => new ChannelReading.Distrusted(rejected.Reason),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
