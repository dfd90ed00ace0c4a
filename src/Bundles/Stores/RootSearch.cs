namespace GatewayPipeline.Bundles.Stores;

/// <summary>Looks among a store's roots for the one that is pinned by its digest, of whatever version it is.</summary>
public static class RootSearch
{
    /// <summary>The root's bytes; null: why it was not found.</summary>
    /// <exception cref="IOException">The store does not answer.</exception>
    public static async Task<(ReadOnlyMemory<byte>? Root, string Reason)> FindAsync(
        IStoreReader store, BundleDigest digest, CancellationToken cancellation)
    {
        for (var version = 1; version <= Limits.RootRotations; version++)
        {
            switch (await store.GetAsync(StoreLayout.Root(version), null, Limits.RootBytes, cancellation))
            {
                case StoreRead.Found found when BundleDigest.Of(found.Content.Span) == digest:
                    return (found.Content, "");
                case StoreRead.Missing:
                    return (null, $"the store has {version - 1} roots, and none of them is it");
            }
        }

        return (null, $"it is none of the store's first {Limits.RootRotations} roots");
    }
}
