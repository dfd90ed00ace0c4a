using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;
using GatewayPipeline.Functions.Tests.Scene;
using GatewayPipeline.LocalCloud.Emulator;
using GatewayPipeline.LocalCloud.Events;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Functions.Tests.Storm;

/// <summary>A whole pipeline on this machine: repositories, event topic, queues, the app, and a store that misbehaves.</summary>
internal sealed class StormScene : IAsyncDisposable
{
    public const string Main = "refs/heads/main";
    private const string Container = "bundles";
    private const string Secret = "it is a secret to everybody";
    private const string TopicKey = "a-key-of-the-topic";
    private const string Pushes = "pushes";

    private readonly TemporaryFolder folder;
    private readonly AzuriteServer azurite;
    private readonly Random random;

    private StormScene(TemporaryFolder folder, AzuriteServer azurite, int seed)
    {
        (this.folder, this.azurite, random) = (folder, azurite, new(seed));
        Store = StoreAddress.Open(
            $"azure:{Container}", name => name == StoreAddress.ConnectionVariable ? azurite.ConnectionString : null)
            as StoreOpening.Opened ?? throw new InvalidOperationException("the store cannot be opened");
    }

    public ImmutableArray<StormRepository> Repositories { get; private init; } = [];

    /// <summary>Without faults: for whoever looks at what came of it all.</summary>
    public StoreOpening.Opened Store { get; }

    public required KeyDirectory Keys { get; init; }

    public StorageFaults Faults { get; private set; } = null!;

    public LocalEventTopic Topic { get; private set; } = null!;

    public StormHost Host { get; private set; } = null!;

    /// <summary>What was told about refusals: source, commit, reason.</summary>
    public ConcurrentQueue<JsonNode> Refusals { get; } = [];

    public QueueClient Poisoned => new(azurite.ConnectionString, $"{Pushes}-poison", Options());

    public static async Task<StormScene> BeginAsync(int repositories, FaultMix mix, int seed, CancellationToken cancellation)
    {
        var azurite = await AzuriteServer.StartAsync(new() { Program = Azurite.WholeProgram }, cancellation);
        var folder = new TemporaryFolder();
        KeyDirectory.Init(folder["keys"], "test", TimeProvider.System);
        var scene = new StormScene(folder, azurite, seed)
        {
            Keys = KeyDirectory.Open(folder["keys"]),
            Repositories = [.. Enumerable.Range(1, repositories).Select(number => new StormRepository(number))],
        };
        await scene.StartAsync(mix, seed, cancellation);

        return scene;
    }

    /// <summary>What a webhook of the push is answered; null: nobody was there to take it.</summary>
    public async Task<int?> TellAsync(
        HttpClient client, StormRepository repository, StormPush push, CancellationToken cancellation)
    {
        if (Host.Address is not { } address)
        {
            return null;
        }

        var body = SignedWebhook.PushBody($"{repository.Number}", Main, push.Commit);
        using var request = SignedWebhook.Of(repository.Name, body, "push", Guid.NewGuid().ToString(), Secret);
        request.RequestUri = new(address, request.RequestUri?.OriginalString.TrimStart('/'));
        try
        {
            using var answer = await client.SendAsync(request, cancellation);

            return (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();

            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Topic.DisposeAsync();
        await Faults.DisposeAsync();
        await azurite.DisposeAsync();
        Keys.Dispose();
        foreach (var repository in Repositories)
        {
            repository.Dispose();
        }

        folder.Dispose();
    }

    private static QueueClientOptions Options() => new(QueueClientOptions.ServiceVersion.V2025_11_05);

    private async Task StartAsync(FaultMix mix, int seed, CancellationToken cancellation)
    {
        await new BlobContainerClient(azurite.ConnectionString, Container, new(BlobClientOptions.ServiceVersion.V2025_11_05))
            .CreateAsync(cancellationToken: cancellation);
        await new QueueClient(azurite.ConnectionString, Pushes, Options()).CreateAsync(cancellationToken: cancellation);
        await Poisoned.CreateAsync(cancellationToken: cancellation);
        await new RootWriter(Store.Reader, Store.Writer ?? throw new InvalidOperationException("it can only be read"))
            .PutAsync(Keys.Chain, cancellation);
        Faults = await StorageFaults.StartAsync(azurite.Blobs, mix, seed);
        Topic = await LocalEventTopic.StartAsync(
            new()
            {
                Keys = [TopicKey],
                Subscriptions =
                [
                    new()
                    {
                        Name = Pushes,
                        StorageConnection = azurite.ConnectionString,
                        Queue = Pushes,
                        IncludedEventTypes = [CloudEventFormat.PushType],
                    },
                ],
                Plan = Plan,
                Observe = Note,
            },
            cancellation);
        Host = await StormHost.StartAsync(Environment(), azurite.ConnectionString, cancellation);
    }

    private ImmutableDictionary<string, string> Environment()
    {
        folder.Write("webhook.secret", Secret);
        File.SetUnixFileMode(folder["webhook.secret"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        folder.Write("pipeline.json", Settings().ToJsonString());
        var blobs = azurite.ConnectionString.Replace(
            azurite.Blobs.AbsoluteUri, Faults.Address.AbsoluteUri, StringComparison.Ordinal);

        return ImmutableDictionary<string, string>.Empty
            .Add("PIPELINE_SETTINGS", folder["pipeline.json"])
            .Add("EVENTS_ENDPOINT", Topic.Endpoint.AbsoluteUri)
            .Add("EVENTS_KEY", TopicKey)
            .Add(StoreAddress.ConnectionVariable, blobs);
    }

    private JsonObject Settings() => new()
    {
        ["store"] = $"azure:{Container}",
        ["root"] = BundleDigest.Of(File.ReadAllBytes(Keys.RootPath)).ToString(),
        ["keys"] = new JsonArray(
            $"release={folder["keys/release.key.pem"]}", $"channel={folder["keys/channel.key.pem"]}"),
        ["sources"] = new JsonArray([.. Repositories.Select(repository => new JsonObject
        {
            ["name"] = repository.Name,
            ["host"] = "github",
            ["repository"] = repository.FullPath,
            ["repositoryId"] = $"{repository.Number}",
            ["refs"] = new JsonArray(new JsonObject { ["ref"] = Main, ["channel"] = repository.Name }),
            ["webhookSecrets"] = new JsonArray($"file:{folder["webhook.secret"]}"),
        })]),
    };

    // What Event Grid allows itself: late, twice, out of order, and now and then never.
    private DeliveryPlan Plan(PublishedEvent published, EventSubscription subscription)
    {
        lock (random)
        {
            return Faults.IsCalm
                ? new()
                : new()
                {
                    Copies = random.Next(100) < 15 ? 2 : 1,
                    Delay = TimeSpan.FromMilliseconds(random.Next(0, 2000)),
                    IsLost = random.Next(100) < 5,
                };
        }
    }

    private void Note(TopicObservation happened)
    {
        if (happened is TopicObservation.Published { Event: { Type: CloudEventFormat.RefusedType } refused }
            && JsonNode.Parse(refused.Json) is { } told)
        {
            Refusals.Enqueue(told);
        }
    }
}
