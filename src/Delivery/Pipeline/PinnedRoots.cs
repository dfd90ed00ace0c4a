using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>Reads roots from the store: one is believed by its digest, each later one by the one before.</summary>
internal static class PinnedRoots
{
    /// <param name="pin">The root's digest, as settings are allowed to write it.</param>
    /// <exception cref="PipelineNotReadyException">The store has no such root.</exception>
    public static async Task<RootChain> FollowAsync(IStoreReader store, string pin, CancellationToken cancellation)
    {
        if (!BundleDigest.TryParse(pin, out var digest))
        {
            throw new PipelineNotReadyException($"'{pin}' is no digest of a root.");
        }

        var (root, reason) = await RootSearch.FindAsync(store, digest, cancellation);
        if (root is not { } bytes)
        {
            throw new PipelineNotReadyException(
                $"The settings pin the root {digest}: {reason}. "
                + "'gwp keys publish-root' from where the keys were made puts it into the store.");
        }

        return RootChain.TryPin(bytes, out var chain, out reason)
            ? await FollowAsync(store, chain, cancellation)
            : throw new PipelineNotReadyException($"The root {digest} cannot be used: {reason}.");
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
