using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>What the heads of all channels name. Age does not matter, nor which of the roots stands behind a head.</summary>
internal sealed class HeadRetention(IStoreReader reader, IStoreLister lister, RootChain roots, KeptObjects kept)
{
    private readonly Dictionary<string, ChannelHead> heads = new(StringComparer.Ordinal);

    /// <summary>The heads by channel.</summary>
    public IReadOnlyDictionary<string, ChannelHead> Heads => heads;

    /// <summary>Null when all heads are known; else why one is not.</summary>
    public async Task<string?> KeepAsync(CancellationToken cancellation)
    {
        await foreach (var path in lister.ListAsync("channels/", cancellation))
        {
            if (StoreLayout.ChannelOf(path) is { } channel && await KeepAsync(channel, path, cancellation) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async Task<string?> KeepAsync(string channel, string path, CancellationToken cancellation)
    {
        if (await reader.GetAsync(path, unlessETag: null, Limits.HeadBytes, cancellation) is not StoreRead.Found found)
        {
            return $"{path} cannot be read, so it is not known what channel '{channel}' needs";
        }

        var (head, reason) = Read(found.Content, channel);
        if (head is null)
        {
            return $"{path} is not of this root, so it is not known what channel '{channel}' needs: {reason}";
        }

        heads.Add(channel, head);
        var named = $"named by the head of channel '{channel}'";
        ImmutableArray<HeadTarget> targets = [HeadTarget.Stable(head), HeadTarget.Newest(head)];
        foreach (var target in targets)
        {
            kept.Keep(target.Bundle.Blob, named);
            if (await KeepReleaseAsync(head, target.Release.Sequence, named, cancellation) is { } refusal)
            {
                return refusal;
            }
        }

        if (head.Withdrawn is { } withdrawn)
        {
            kept.Keep(StoreLayout.Release(channel, head.Epoch, withdrawn.Sequence), named);
        }

        foreach (var good in head.Goods ?? [])
        {
            kept.Keep(
                StoreLayout.Release(channel, head.Epoch, good.Release.Sequence),
                $"a last-known-good of channel '{channel}'");
        }

        return null;
    }

    private async Task<string?> KeepReleaseAsync(
        ChannelHead head, long sequence, string named, CancellationToken cancellation)
    {
        var path = StoreLayout.Release(head.Channel, head.Epoch, sequence);
        kept.Keep(path, named);
        if (await reader.GetAsync(path, unlessETag: null, Limits.ReleaseBytes, cancellation) is not StoreRead.Found found
            || ReleaseRecord.ReadUnverified(found.Content) is not { } record)
        {
            return $"the head of channel '{head.Channel}' names {path}, which cannot be read";
        }

        if (record.Previous is { } previous)
        {
            kept.Keep(
                StoreLayout.Release(head.Channel, head.Epoch, previous.Sequence),
                $"was live before what the head of channel '{head.Channel}' names");
        }

        return null;
    }

    private (ChannelHead? Head, string Reason) Read(ReadOnlyMemory<byte> bytes, string channel)
    {
        var reason = "";
        foreach (var root in roots.Roots.Reverse())
        {
            switch (new TrustPolicy(root.Document, channel).VerifyHead(bytes, floor: null, DateTimeOffset.MinValue))
            {
                case HeadVerdict.Trusted trusted:
                    return (trusted.Head, "");
                case HeadVerdict.Rejected rejected:
                    reason = reason is "" ? rejected.Reason : reason;
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return (null, reason);
    }
}
