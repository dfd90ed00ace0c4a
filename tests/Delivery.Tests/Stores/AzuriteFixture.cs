using Azure.Storage.Blobs;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>One emulator for all tests of a class; each test has a container of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite? azurite;

    public string? ConnectionString => azurite?.ConnectionString;

    public async ValueTask InitializeAsync() => azurite = await Azurite.StartAsync();

    public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A container that is not there yet.</summary>
    public BlobContainerClient NewContainer()
    {
        Assert.SkipWhen(azurite is null, "needs Node.js for Azure's storage emulator: put node on PATH");

        return new(azurite?.ConnectionString, $"gwp-{Guid.NewGuid():N}");
    }

    /// <summary>The same container through another client.</summary>
    public BlobContainerClient Again(BlobContainerClient container, BlobClientOptions options) =>
        new(azurite?.ConnectionString, container.Name, options);
}
