using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace GatewayPipeline.LocalCloud;

/// <summary>The version of Azure's storage API that everything here speaks: the newest that the emulator knows.
/// </summary>
internal static class StorageVersion
{
    public static QueueClientOptions Queues() => new(QueueClientOptions.ServiceVersion.V2025_11_05);

    public static BlobClientOptions Blobs() => new(BlobClientOptions.ServiceVersion.V2025_11_05);
}
