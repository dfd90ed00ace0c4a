using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Stores.Azure;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

public sealed class AzureBlobStoreReaderSuite(AzuriteFixture azurite) : ContainerReaderSuite(azurite)
{
    protected override IStoreReader Open(BlobContainerClient container) => new AzureBlobStore(container);
}

/// <summary>The agent's reader, with a shared access signature.</summary>
public sealed class BlobReaderSuite(AzuriteFixture azurite) : ContainerReaderSuite(azurite)
{
    protected override IStoreReader Open(BlobContainerClient container) => BlobReader.Open(
        container.GenerateSasUri(BlobContainerSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1)),
        _ => null,
        TimeProvider.System);
}

public sealed class AzureBlobStoreSuite(AzuriteFixture azurite) : StoreWriterSuite, IClassFixture<AzuriteFixture>
{
    private readonly BlobContainerClient container = azurite.NewContainer();

    protected override Task<OpenStore> OpenAsync()
    {
        var store = new AzureBlobStore(container);

        return Task.FromResult(new OpenStore(store, store, store));
    }
}

/// <summary>Every reader of a container.</summary>
public abstract class ContainerReaderSuite(AzuriteFixture azurite) : StoreReaderSuite, IClassFixture<AzuriteFixture>
{
    private readonly BlobContainerClient container = azurite.NewContainer();

    protected abstract IStoreReader Open(BlobContainerClient container);

    protected override async Task<IStoreReader> OpenAsync()
    {
        await container.CreateAsync(cancellationToken: Cancellation);

        return Open(container);
    }

    protected override async Task PutAsync(string path, byte[] content) =>
        await container.GetBlobClient(path).UploadAsync(BinaryData.FromBytes(content), overwrite: true, Cancellation);
}
