using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Puts roots where gateways look for the next one. A root that is there stays as it is.</summary>
public sealed class RootWriter(IStoreReader reader, IStoreWriter writer)
{
    /// <summary>Null when the store has the whole chain; else why it does not.</summary>
    public async Task<string?> PutAsync(RootChain chain, CancellationToken cancellation)
    {
        foreach (var root in chain.Roots)
        {
            var path = StoreLayout.Root(root.Document.Version);
            if (await writer.CreateAsync(path, root.Bytes, cancellation) is StoreWrite.Conflict
                && !await IsThereAsync(path, root, cancellation))
            {
                return $"the store has another root at {path}: these keys are not those that its gateways follow";
            }
        }

        return null;
    }

    private async Task<bool> IsThereAsync(string path, SignedRoot root, CancellationToken cancellation) =>
        await reader.GetAsync(path, unlessETag: null, Limits.RootBytes, cancellation) is StoreRead.Found found
        && found.Content.Span.SequenceEqual(root.Bytes.Span);
}
