using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Tests.Stores;

namespace GatewayPipeline.Delivery.Tests.Simulation;

public sealed class ModelStoreReaderSuite : StoreReaderSuite
{
    private readonly ModelStore store = new(TimeProvider.System);

    protected override Task<IStoreReader> OpenAsync() => Task.FromResult<IStoreReader>(store);

    protected override async Task PutAsync(string path, byte[] content)
    {
        await store.DeleteAsync(path, Cancellation);
        await store.CreateAsync(path, content, Cancellation);
    }
}

public sealed class ModelStoreSuite : StoreWriterSuite
{
    private readonly ModelStore store = new(TimeProvider.System);

    protected override Task<OpenStore> OpenAsync() => Task.FromResult(new OpenStore(store, store, store));
}
