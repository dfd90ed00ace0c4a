using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>Reads roots from the store: the first is believed by its digest, each other by the one before.</summary>
internal static class PinnedRoots
{
    private const int First = 1;

    /// <param name="digest">Of the first root's bytes.</param>
    /// <exception cref="PipelineNotReadyException">The store has no such root.</exception>
    public static async Task<RootChain> FollowAsync(IStoreReader store, string digest, CancellationToken cancellation)
    {
        var path = StoreLayout.Root(First);
        if (await store.GetAsync(path, null, Limits.RootBytes, cancellation) is not StoreRead.Found found)
        {
            throw new PipelineNotReadyException(
                $"The store has no root at {path}: 'gwp publish' from where the keys were made puts it there.");
        }

        if (BundleDigest.Of(found.Content.Span).ToString() is var actual && actual != digest)
        {
            throw new PipelineNotReadyException(
                $"The root at {path} is {actual}, and the settings pin {digest}: one of the two is not this pipeline's.");
        }

        return RootChain.TryPin(found.Content, out var chain, out var reason)
            ? await FollowAsync(store, chain, cancellation)
            : throw new PipelineNotReadyException($"The root at {path} cannot be used: {reason}.");
    }

    /// <summary>Goes on from roots that are believed. One that is not to be believed is the end, as it is to gateways.</summary>
    public static async Task<RootChain> FollowAsync(IStoreReader store, RootChain chain, CancellationToken cancellation)
    {
        for (var followed = 0; followed < Limits.RootRotations; followed++)
        {
            var read = await store.GetAsync(
                StoreLayout.Root(chain.Newest.Version + 1), null, Limits.RootBytes, cancellation);
            if (read is not StoreRead.Found found || !chain.TryExtend(found.Content, out var longer, out _))
            {
                return chain;
            }

            chain = longer;
        }

        return chain;
    }
}
