using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Cli.Stores;

/// <summary>What one channel is at.</summary>
/// <param name="Head">Null if there is none that the store's own roots stand behind.</param>
/// <param name="Source">Where the manifests came from; null if the release record does not say it.</param>
/// <param name="Reason">Why a gateway would not accept the head now; null if it would.</param>
internal sealed record ChannelState(string Channel, ChannelHead? Head, ReleaseSource? Source, string? Reason);

/// <summary>
/// Reads the heads of channels. They are judged by the roots in the same store, so that what is shown is what the store
/// says of itself: whether gateways believe it depends on the root that they were given.
/// </summary>
internal sealed class ChannelSurvey(IStoreReader store, TimeProvider time)
{
    public async Task<ImmutableArray<ChannelState>> ReadAsync(
        ImmutableArray<string> channels, CancellationToken cancellation)
    {
        var states = ImmutableArray.CreateBuilder<ChannelState>(channels.Length);
        var (chain, reason) = await ReadRootsAsync(cancellation);
        foreach (var channel in channels)
        {
            states.Add(chain is null
                ? new(channel, Head: null, Source: null, reason)
                : await ReadAsync(channel, chain.Newest, cancellation));
        }

        return states.DrainToImmutable();
    }

    private async Task<(RootChain? Chain, string Reason)> ReadRootsAsync(CancellationToken cancellation)
    {
        var first = StoreLayout.Root(1);
        if (await FindAsync(first, Limits.RootBytes, cancellation) is not { } pinned)
        {
            return (null, $"there is no {first}");
        }

        var isSound = RootChain.TryPin(pinned, out var chain, out var reason);
        while (isSound && chain is not null && chain.Roots.Length <= Limits.RootRotations
            && await FindAsync(StoreLayout.Root(chain.Newest.Version + 1), Limits.RootBytes, cancellation)
                is { } bytes
            && chain.TryExtend(bytes, out var longer, out _))
        {
            chain = longer;
        }

        return (chain, reason);
    }

    private async Task<ChannelState> ReadAsync(string channel, RootDocument root, CancellationToken cancellation)
    {
        var path = StoreLayout.Head(channel);
        if (await FindAsync(path, Limits.HeadBytes, cancellation) is not { } bytes)
        {
            return new(channel, Head: null, Source: null, $"there is no {path}");
        }

        // First without regard to age, since an old head is worth showing, too.
        var policy = new TrustPolicy(root, channel);
        return policy.VerifyHead(bytes, floor: null, DateTimeOffset.MinValue) switch
        {
            HeadVerdict.Rejected rejected => new(channel, Head: null, Source: null, rejected.Reason),
            HeadVerdict.Trusted { Head: var head } => await JudgeAsync(policy, head, bytes, cancellation),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<ChannelState> JudgeAsync(
        TrustPolicy policy, ChannelHead head, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var path = StoreLayout.Release(head.Channel, head.Epoch, head.Release.Sequence);
        if (await FindAsync(path, Limits.ReleaseBytes, cancellation) is not { } release)
        {
            return new(head.Channel, head, Source: null, $"there is no {path}");
        }

        var source = (policy.VerifyAccepted(bytes, release) as Verdict.Trusted)?.Release.Source;
        var refusal = policy.Verify(bytes, release, floor: null, time.GetUtcNow()) as Verdict.Rejected;

        return new(head.Channel, head, source, refusal?.Reason);
    }

    private async Task<ReadOnlyMemory<byte>?> FindAsync(string path, int limit, CancellationToken cancellation) =>
        await store.GetAsync(path, unlessETag: null, limit, cancellation) is StoreRead.Found found
            ? found.Content
            : default(ReadOnlyMemory<byte>?);
}
