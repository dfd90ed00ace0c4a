using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>
/// A store whose connection breaks at one call: before it is done, or after it is done but before the answer arrives.
/// </summary>
internal sealed class BreakingStore(
    IStoreReader reader, IStoreWriter writer, int breakAt, bool afterwards) : IStoreReader, IStoreWriter
{
    private int calls;

    public bool HasBroken => calls >= breakAt;

    public Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation) =>
        CallAsync(() => reader.GetAsync(path, unlessETag, limit, cancellation));

    public Task<StoreWrite> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        CallAsync(() => writer.CreateAsync(path, content, cancellation));

    public Task<StoreWrite> ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, string? expectedETag, CancellationToken cancellation) =>
        CallAsync(() => writer.ReplaceAsync(path, content, expectedETag, cancellation));

    public Task DeleteAsync(string path, CancellationToken cancellation) => writer.DeleteAsync(path, cancellation);

    public Task<bool> DeleteUnmodifiedAsync(StoredObject listed, CancellationToken cancellation) =>
        writer.DeleteUnmodifiedAsync(listed, cancellation);

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var breaks = ++calls == breakAt;
        var answer = breaks && !afterwards ? default : await call();

        return breaks || answer is null ? throw new StoreUnavailableException("the connection broke") : answer;
    }
}
