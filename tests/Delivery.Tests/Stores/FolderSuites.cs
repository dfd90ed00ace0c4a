using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

public sealed class FolderReaderSuite : StoreReaderSuite
{
    private readonly TemporaryFolder folder = new();

    public override ValueTask DisposeAsync()
    {
        folder.Dispose();

        return ValueTask.CompletedTask;
    }

    protected override Task<IStoreReader> OpenAsync() => Task.FromResult<IStoreReader>(new FolderReader(folder.FullPath));

    protected override Task PutAsync(string path, byte[] content)
    {
        folder.Write(path, content);

        return Task.CompletedTask;
    }
}

public sealed class FolderStoreSuite : StoreWriterSuite
{
    private readonly TemporaryFolder folder = new();

    public override ValueTask DisposeAsync()
    {
        folder.Dispose();

        return ValueTask.CompletedTask;
    }

    protected override Task<OpenStore> OpenAsync()
    {
        var store = new FolderStore(folder["store"]);

        return Task.FromResult(new OpenStore(store, store, store));
    }
}
