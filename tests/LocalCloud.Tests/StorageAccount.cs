using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using GatewayPipeline.LocalCloud.Emulator;
using GatewayPipeline.LocalCloud.Tests;
using GatewayPipeline.StoreServers;

[assembly: AssemblyFixture(typeof(StorageAccount))]

namespace GatewayPipeline.LocalCloud.Tests;

/// <summary>One emulator for all tests; each takes names of its own.</summary>
public sealed class StorageAccount : IAsyncLifetime
{
    private AzuriteServer? server;

    public string Connection => server?.ConnectionString ?? "";

    public async ValueTask InitializeAsync()
    {
        if (NodeTools.IsInstalled(NodeTools.Node))
        {
            server = await AzuriteServer.StartAsync(new() { Program = Azurite.WholeProgram }, CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Skips the test where there is no Node.js.</summary>
    public void Require() => Assert.SkipWhen(server is null, "Node.js is not installed: nobody else runs the emulator");

    public QueueClient Queue(string name) => new(Connection, name, StorageVersion.Queues());

    public BlobContainerClient Container(string name) => new(Connection, name, StorageVersion.Blobs());

    public static string NewName(string stem) => $"{stem}-{Guid.NewGuid():N}";
}
