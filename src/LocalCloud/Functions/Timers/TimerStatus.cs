using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;

namespace GatewayPipeline.LocalCloud.Functions.Timers;

/// <summary>What is remembered of a timer from one start of the host to the next.</summary>
/// <param name="Last">When it last ran; the least time if it never did.</param>
/// <param name="Next">When it is due.</param>
/// <param name="LastUpdated">The time from which <paramref name="Next"/> was reckoned.</param>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);

[JsonSerializable(typeof(TimerStatus))]
internal sealed partial class TimerStatusJson : JsonSerializerContext;

/// <summary>The blob in which a timer's status is kept, where the Functions host keeps it.</summary>
internal sealed class TimerStatusBlob(string connection, string hostId, string function)
{
    private const string Container = "azure-webjobs-hosts";

    private readonly BlobContainerClient container = new(connection, Container, StorageVersion.Blobs());
    private readonly string name = $"timers/{hostId}/Host.Functions.{function}/status";

    /// <summary>Null: it never ran.</summary>
    public async Task<TimerStatus?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var blob = await container.GetBlobClient(name).DownloadContentAsync(cancellation);

            return JsonSerializer.Deserialize(blob.Value.Content, TimerStatusJson.Default.TimerStatus);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public async Task WriteAsync(TimerStatus status, CancellationToken cancellation)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        await container.GetBlobClient(name).UploadAsync(
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(status, TimerStatusJson.Default.TimerStatus)),
            overwrite: true, cancellation);
    }
}
