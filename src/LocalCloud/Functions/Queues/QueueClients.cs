using System.Collections.Concurrent;
using System.Text;
using Azure.Storage.Queues;
using GatewayPipeline.LocalCloud.Functions.Configuration;

namespace GatewayPipeline.LocalCloud.Functions.Queues;

/// <summary>
/// The queues that an app speaks of. Messages are read and written as they lie in the storage account; what
/// <c>messageEncoding</c> makes of them is done here, so that what is not encoded as it should be can still be moved.
/// </summary>
internal sealed class QueueClients(QueueSettings settings)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ConcurrentDictionary<QueuePlace, QueueClient> clients = new();

    /// <exception cref="LocalCloudException">The connection string is none.</exception>
    public QueueClient Of(QueuePlace place) => clients.GetOrAdd(place, Open);

    /// <summary>The text of a message; null if it is not encoded as <c>messageEncoding</c> says.</summary>
    public string? Decode(string body)
    {
        if (!settings.IsBase64)
        {
            return body;
        }

        try
        {
            return StrictUtf8.GetString(Convert.FromBase64String(body));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Sends messages, and makes the queue first if it is not there.</summary>
    public async Task SendAsync(QueuePlace place, IEnumerable<byte[]> messages, CancellationToken cancellation)
    {
        var queue = Of(place);
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
        foreach (var message in messages)
        {
            await queue.SendMessageAsync(
                settings.IsBase64 ? Convert.ToBase64String(message) : Encoding.UTF8.GetString(message), cancellation);
        }
    }

    private static QueueClient Open(QueuePlace place)
    {
        try
        {
            return new(place.Connection, place.Queue, StorageVersion.Queues());
        }
        catch (FormatException exception)
        {
            throw new LocalCloudException(
                $"What names the storage account of the queue {place.Queue} is no connection string.", exception);
        }
    }
}
