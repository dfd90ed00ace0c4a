using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Azure;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Storage.Blobs;
using GatewayPipeline.LocalCloud.Events;
using Microsoft.Extensions.Time.Testing;

namespace GatewayPipeline.LocalCloud.Tests.Events;

/// <summary>A topic with one subscription to a queue of its own, and Azure's client to publish with.</summary>
internal sealed class TestTopic : IAsyncDisposable
{
    public const string Key = "a-key-of-the-topic";

    private readonly StorageAccount account;

    private TestTopic(StorageAccount account, TestQueue queue) => (this.account, Queue) = (account, queue);

    public TestQueue Queue { get; }

    public FakeTimeProvider Clock { get; } = new(new(2026, 11, 4, 9, 30, 0, TimeSpan.Zero));

    public ConcurrentQueue<TopicObservation> Observations { get; } = [];

    public LocalEventTopic Topic { get; private set; } = null!;

    public EventGridPublisherClient Client { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="account">Where queue and dead letters lie.</param>
    /// <param name="with">Changes the subscription.</param>
    /// <param name="plan">What goes wrong.</param>
    /// <param name="hasQueue">False: the queue is only named.</param>
    public static async Task<TestTopic> StartAsync(
        StorageAccount account, Func<EventSubscription, EventSubscription>? with = null,
        Func<PublishedEvent, EventSubscription, DeliveryPlan>? plan = null, bool hasQueue = true)
    {
        account.Require();
        var name = StorageAccount.NewName("events");
        var queue = hasQueue ? await TestQueue.CreateAsync(account, name) : new TestQueue(account.Queue(name));
        var container = account.Container(StorageAccount.NewName("dead"));
        await container.CreateAsync(cancellationToken: Cancellation);
        var subscription = new EventSubscription
        {
            Name = "Pushes",
            StorageConnection = account.Connection,
            Queue = queue.Name,
            DeadLetterContainer = container.Name,
        };
        var topic = new TestTopic(account, queue) { DeadLetters = container };
        topic.Topic = await LocalEventTopic.StartAsync(
            new()
            {
                Keys = ["another-key", Key],
                Subscriptions = [with?.Invoke(subscription) ?? subscription],
                TimeProvider = topic.Clock,
                Plan = plan ?? ((_, _) => new()),
                Observe = topic.Observations.Enqueue,
            },
            Cancellation);
        topic.Client = new(topic.Topic.Endpoint, new AzureKeyCredential(Key));

        return topic;
    }

    public BlobContainerClient DeadLetters { get; private init; } = null!;

    public static CloudEvent Event(string id, string type = "Git.Push", string subject = "refs/heads/main") =>
        new(
            "/git/example/routes", type, BinaryData.FromString("""{"after":"abc"}"""), "application/json",
            CloudEventDataFormat.Json)
        {
            Id = id, Subject = subject, Time = new(2026, 11, 4, 9, 0, 0, TimeSpan.Zero),
        };

    public async Task PublishAsync(params CloudEvent[] events) => await Client.SendEventsAsync(events, Cancellation);

    /// <summary>The ids of what lies in the queue.</summary>
    public async Task<string[]> IdsAsync() =>
        [.. (await Queue.PeekAsync()).Select(text => $"{JsonNode.Parse(text)!["id"]}")];

    public Task<T> SeenAsync<T>(int count = 1) where T : TopicObservation => Waiting.UntilAsync(
        $"{count} times {typeof(T).Name}", () => Task.FromResult(
            Observations.OfType<T>().Skip(count - 1).FirstOrDefault()));

    public async Task<JsonObject> DeadLetterAsync()
    {
        var blob = (await SeenAsync<TopicObservation.DeadLettered>()).Blob;
        var content = await DeadLetters.GetBlobClient(blob).DownloadContentAsync(Cancellation);

        return Assert.Single(JsonNode.Parse(content.Value.Content.ToString())!.AsArray())!.AsObject();
    }

    public ValueTask DisposeAsync() => Topic.DisposeAsync();
}
