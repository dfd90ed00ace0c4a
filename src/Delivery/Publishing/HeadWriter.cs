using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>A head as it lies in the store now: the token to replace exactly it, and the floor that it sets.</summary>
/// <param name="IsCurrent">The newest root stands behind it and its releases; else gateways wait for another.</param>
/// <param name="HasStable">
/// The newest root stands behind the stable release: gateways can be left on it while others try the next.
/// </param>
/// <param name="AllowsShrink">The newest of its releases says that much may go away.</param>
internal sealed record LiveHead(
    ChannelHead Head, string ETag, TrustFloor Floor, bool IsCurrent, bool HasStable, bool AllowsShrink);

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

/// <summary>Reads and swaps the head of one channel. All that it signs with are channel keys.</summary>
internal sealed class HeadWriter(
    IStoreReader reader, IStoreWriter writer, RootChain roots, ImmutableArray<ISigner> keys, string channel)
{
    private readonly TrustPolicy policy = new(roots.Newest, channel);

    public async Task<(LiveHead? Live, string? Refusal)> ReadLiveAsync(CancellationToken cancellation)
    {
        var path = StoreLayout.Head(channel);
        return await reader.GetAsync(path, unlessETag: null, Limits.HeadBytes, cancellation) switch
        {
            StoreRead.Missing => (null, null),
            StoreRead.Found found => await ReadLiveAsync(path, found, cancellation),
            _ => (null, $"what the store has at {path} is too large to be a head"),
        };
    }

    /// <summary>Signs the head, asks of it what each gateway will ask, and swaps it in.</summary>
    public async Task<HeadWrite> PutAsync(
        ChannelHead head, LiveHead? live, DateTimeOffset now, CancellationToken cancellation)
    {
        using var activity = DeliveryTelemetry.Activities.StartActivity("write head");
        activity?.SetTag(ReleaseTelemetry.ChannelTag, head.Channel);
        var signed = (await keys.SealAsync(PayloadTypes.Channel, head.ToPayload(), cancellation)).ToJson();
        foreach (var choice in TargetsOf(head))
        {
            var path = StoreLayout.Release(head.Channel, head.Epoch, choice(head).Release.Sequence);
            if (await reader.GetAsync(path, unlessETag: null, Limits.ReleaseBytes, cancellation)
                is not StoreRead.Found record)
            {
                return new HeadWrite.Refused($"the store has no release record at {path}");
            }

            if (policy.Verify(signed, record.Content, live?.Floor, now, choice) is Verdict.Rejected rejected)
            {
                return new HeadWrite.Refused($"gateways would not accept it: {rejected.Reason}");
            }
        }

        return await writer.ReplaceAsync(
            StoreLayout.Head(head.Channel), signed, live?.ETag, cancellation) is StoreWrite.Written
            ? new HeadWrite.Written()
            : new HeadWrite.Lost();
    }

    private static ImmutableArray<TargetChoice> TargetsOf(ChannelHead head) =>
        head.Rollout is null ? [HeadTarget.Stable] : [HeadTarget.Stable, HeadTarget.Newest];

    // Age does not matter here: a head that nobody renewed is still what the channel is at. Nor does it matter which of
    // the roots stands behind it: after a key was replaced, the next publication puts it right.
    private async Task<(LiveHead? Live, string? Refusal)> ReadLiveAsync(
        string path, StoreRead.Found found, CancellationToken cancellation)
    {
        var reason = "";
        foreach (var root in roots.Roots.Reverse())
        {
            switch (new TrustPolicy(root.Document, channel).VerifyHead(
                found.Content, floor: null, DateTimeOffset.MinValue))
            {
                case HeadVerdict.Trusted { Head: var head, Digest: var digest }:
                    return (await ToLiveAsync(head, digest, root, found.ETag, cancellation), null);
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

    private async Task<LiveHead> ToLiveAsync(
        ChannelHead head, BundleDigest digest, SignedRoot root, string etag, CancellationToken cancellation)
    {
        var stable = await ReadReleaseAsync(head, HeadTarget.Stable(head), cancellation);
        var newest = head.Rollout is null
            ? stable
            : await ReadReleaseAsync(head, HeadTarget.Newest(head), cancellation);
        var hasStable = head.Epoch == roots.Newest.Epoch && stable is not null;
        var isCurrent = hasStable && newest is not null && ReferenceEquals(root.Document, roots.Newest);

        return new(
            head, etag, TrustFloor.Of(head, digest, former: null), isCurrent, hasStable, newest?.AllowShrink is true);
    }

    /// <summary>Null: the newest root does not stand behind it, or it is another one than the head names.</summary>
    private async Task<ReleaseRecord?> ReadReleaseAsync(
        ChannelHead head, HeadTarget target, CancellationToken cancellation) =>
        await reader.GetAsync(
            StoreLayout.Release(head.Channel, head.Epoch, target.Release.Sequence), null, Limits.ReleaseBytes, cancellation)
            is StoreRead.Found record
        && policy.VerifyRelease(record.Content) is ReleaseVerdict.Trusted { Release: var release }
        && release.Sequence == target.Release.Sequence && release.Bundle == target.Bundle
            ? release
            : null;
}
