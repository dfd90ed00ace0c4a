using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

public sealed class FolderReaderSuite : StoreReaderSuite, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override Task<IStoreReader> OpenAsync() => Task.FromResult<IStoreReader>(new FolderReader(folder.FullPath));

    protected override Task PutAsync(string path, byte[] content)
    {
        folder.Write(path, content);

        return Task.CompletedTask;
    }
}

public sealed class FolderStoreSuite : StoreWriterSuite, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override Task<OpenStore> OpenAsync()
    {
        var store = new FolderStore(folder["store"]);

        return Task.FromResult(new OpenStore(store, store, store));
    }
}
