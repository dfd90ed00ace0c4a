using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Tests.Simulation;

namespace GatewayPipeline.Delivery.Tests.Retention;

/// <summary>A store in which somebody else writes each object right before it is replaced.</summary>
internal sealed class RacingStore(ModelStore store) : IStoreReader, IStoreWriter
{
    public Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation) =>
        store.GetAsync(path, unlessETag, limit, cancellation);

    public Task<StoreWrite> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        store.CreateAsync(path, content, cancellation);

    public async Task<StoreWrite> ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, string? expectedETag, CancellationToken cancellation)
    {
        await store.ReplaceAsync(path, content, expectedETag, cancellation);

        return await store.ReplaceAsync(path, content, expectedETag, cancellation);
    }

    public Task DeleteAsync(string path, CancellationToken cancellation) => store.DeleteAsync(path, cancellation);

    public Task<bool> DeleteUnmodifiedAsync(StoredObject listed, CancellationToken cancellation) =>
        store.DeleteUnmodifiedAsync(listed, cancellation);
}
