using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Messaging.EventGrid;

namespace GatewayPipeline.Delivery.Events;

/// <summary>A topic of Azure Event Grid, of the schema CloudEvents 1.0.</summary>
public sealed class EventGridTopic : IEventTopic
{
    // A webhook's host waits ten seconds at most, and what it is told then is final.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly EventGridPublisherClient client;
    private readonly Uri endpoint;
    private readonly TimeProvider time;

    private EventGridTopic(EventGridPublisherClient client, Uri endpoint, TimeProvider time) =>
        (this.client, this.endpoint, this.time) = (client, endpoint, time);

    /// <param name="key">One of the topic's keys; null: the app's own identity, which is what a topic in Azure wants.</param>
    /// <exception cref="ArgumentException">The endpoint is none; the message says why.</exception>
    public static EventGridTopic Open(string endpoint, string? key, TimeProvider time)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || address is { IsLoopback: true, Scheme: "http" }))
        {
            throw new ArgumentException(
                $"'{endpoint}' is no topic: write the https:// endpoint that Azure shows for it.", nameof(endpoint));
        }

        var options = new EventGridPublisherClientOptions
        {
            // The trace is the event's own, and written into it.
            Diagnostics = { IsDistributedTracingEnabled = false },
            Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(1) },
        };

        return new(
            string.IsNullOrEmpty(key)
                ? new(address, new DefaultAzureCredential(), options)
                : new(address, new AzureKeyCredential(key), options),
            address,
            time);
    }

    public async Task SendAsync(PipelineEvent happened, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        try
        {
            await client.SendEncodedCloudEventsAsync(
                new ReadOnlyMemory<byte>([(byte)'[', .. CloudEventFormat.Write(happened, time.GetUtcNow()), (byte)']']),
                deadline.Token);
        }
        catch (RequestFailedException exception)
        {
            throw new IOException(
                $"The topic at {endpoint.Host} did not take an event: {exception.Status} {exception.ErrorCode}".TrimEnd() + ".",
                exception);
        }
        catch (AuthenticationFailedException exception)
        {
            throw new IOException($"The topic at {endpoint.Host} was sent no event: no identity is to be had.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"The topic at {endpoint.Host} did not take an event in time.", exception);
        }
    }
}
