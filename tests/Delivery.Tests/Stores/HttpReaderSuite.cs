using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Stores;

public sealed class HttpReaderSuite : StoreReaderSuite, IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private FileServer? server;
    private HttpReader? reader;

    public async ValueTask DisposeAsync()
    {
        reader?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }

    protected override async Task<IStoreReader> OpenAsync()
    {
        server = await FileServer.StartAsync(folder.FullPath);
        reader = new(new(server.Address, "stores/one/"), HttpReader.CreateTransport(), HttpPatience.Default);

        return reader;
    }

    protected override Task PutAsync(string path, byte[] content)
    {
        folder.Write($"stores/one/{path}", content);

        return Task.CompletedTask;
    }
}
