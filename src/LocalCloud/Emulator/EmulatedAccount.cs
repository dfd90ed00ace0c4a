using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Sas;

namespace GatewayPipeline.LocalCloud.Emulator;

/// <summary>Makes in a storage account what an app expects to be there: in Azure its templates do.</summary>
public sealed class EmulatedAccount(string connectionString)
{
    /// <exception cref="LocalCloudException">It cannot be made.</exception>
    public Task CreateQueueAsync(string name, CancellationToken cancellation) => MakeAsync(
        name, () => new QueueClient(connectionString, name, StorageVersion.Queues())
            .CreateIfNotExistsAsync(cancellationToken: cancellation));

    /// <exception cref="LocalCloudException">It cannot be made.</exception>
    public Task CreateContainerAsync(string name, CancellationToken cancellation) => MakeAsync(
        name, () => Container(name).CreateIfNotExistsAsync(cancellationToken: cancellation));

    /// <summary>The address of a container for somebody who may read and list it, and nothing else.</summary>
    public Uri ReadableAddress(string container, DateTimeOffset expires) => Container(container).GenerateSasUri(
        BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List, expires);

    private BlobContainerClient Container(string name) => new(connectionString, name, StorageVersion.Blobs());

    private static async Task MakeAsync(string name, Func<Task> make)
    {
        try
        {
            await make();
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            throw new LocalCloudException(
                $"{name} cannot be made in the storage emulator: {exception.Message}", exception);
        }
    }
}
