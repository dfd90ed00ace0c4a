using System.Globalization;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>What is known of a delivery that came to nothing.</summary>
/// <param name="Reason">Why it is given up, in Event Grid's word.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastOutcome">What the last attempt was answered, in Event Grid's word.</param>
/// <param name="LastAttempt">When it was last tried.</param>
internal sealed record FailedDelivery(string Reason, int Attempts, string LastOutcome, DateTimeOffset LastAttempt);

/// <summary>The container to which events of a subscription go that cannot be delivered: one blob with an array each,
/// in a folder of the hour.</summary>
internal sealed class DeadLetterBox(EventSubscription subscription, string container)
{
    private readonly BlobContainerClient client = new(
        subscription.StorageConnection, container, StorageVersion.Blobs());

    /// <summary>Writes a dead letter; its name.</summary>
    /// <exception cref="RequestFailedException">There is no such container, or it cannot be reached.</exception>
    public async Task<string> WriteAsync(
        PublishedEvent published, FailedDelivery failed, DateTimeOffset now, CancellationToken cancellation)
    {
        var folder = now.UtcDateTime.ToString("yyyy/M/d/H", CultureInfo.InvariantCulture);
        var name = $"{subscription.Name.ToUpperInvariant()}/{folder}/{Guid.NewGuid()}.json";
        var letter = JsonNode.Parse(published.Json)?.AsObject() ?? [];
        letter["deadletterreason"] = failed.Reason;
        letter["deliveryattempts"] = failed.Attempts;
        letter["lastdeliveryoutcome"] = failed.LastOutcome;
        letter["publishtime"] = Written(published.PublishedAt);
        letter["lastdeliveryattempttime"] = Written(failed.LastAttempt);
        await client.GetBlobClient(name).UploadAsync(
            BinaryData.FromString(new JsonArray(letter).ToJsonString()), cancellation);

        return name;
    }

    private static string Written(DateTimeOffset time) => time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
}
