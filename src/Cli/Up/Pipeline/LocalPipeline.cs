using System.Collections.Immutable;
using System.Security.Cryptography;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;
using GatewayPipeline.LocalCloud.Emulator;
using GatewayPipeline.LocalCloud.Events;
using GatewayPipeline.LocalCloud.Functions;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>
/// The pipeline as it runs in Azure, on this machine: the storage emulator with queues and the store, the event topic,
/// and the functions app under its host.
/// </summary>
internal sealed class LocalPipeline : IAsyncDisposable
{
    private const string FunctionsFolder = "functions";
    private const string Pushes = "pushes";
    private const string PullRequests = "pull-requests";
    private const string DeadLetters = "dead-letters";

    // As long as a session is thought to last at most.
    private static readonly TimeSpan StoreAccess = TimeSpan.FromDays(30);

    private readonly AzuriteServer azurite;
    private readonly LocalEventTopic topic;
    private readonly LocalFunctionsHost functions;

    private LocalPipeline(AzuriteServer azurite, LocalEventTopic topic, LocalFunctionsHost functions) =>
        (this.azurite, this.topic, this.functions) = (azurite, topic, functions);

    public Uri Functions => functions.Address;

    /// <summary>Where the agent reads releases, with what allows it to.</summary>
    public Uri Store => new EmulatedAccount(azurite.ConnectionString)
        .ReadableAddress(PipelineFiles.Bundles, TimeProvider.System.GetUtcNow() + StoreAccess);

    /// <summary>Completes when a part has ended that the others cannot do without.</summary>
    public Task Ended => Task.WhenAny(functions.Ended, azurite.Ended).Unwrap();

    /// <exception cref="LocalCloud.LocalCloudException">A part does not start.</exception>
    public static async Task<LocalPipeline> StartAsync(
        PipelineOptions options, PipelineFiles files, KeyDirectory keys, PushTimeline timeline, FunctionsLog log,
        PipelineReport report, CancellationToken cancellation)
    {
        var program = await AzuriteInstallation.EnsureAsync(
            AzuriteInstallation.DefaultCache, report.Fetching, cancellation);
        var azurite = await AzuriteServer.StartAsync(
            new() { Program = program, Folder = files.Azurite }, cancellation);
        LocalEventTopic? topic = null;
        try
        {
            report.Part("storage", azurite.Blobs);
            await PrepareAsync(azurite.ConnectionString, keys, cancellation);
            await files.SecretAsync(cancellation);
            await files.WriteSettingsAsync(options, keys, cancellation);
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            topic = await StartTopicAsync(azurite.ConnectionString, key, timeline, log, cancellation);
            report.Part("topic", topic.Endpoint);
            var functions = await LocalFunctionsHost.StartAsync(
                new()
                {
                    AppFolder = Path.Combine(AppContext.BaseDirectory, FunctionsFolder),
                    StorageConnection = azurite.ConnectionString,
                    Environment = EnvironmentOf(files, azurite.ConnectionString, topic.Endpoint, key),
                    Logger = log,
                    Observe = timeline.See,
                },
                cancellation);
            report.Part("functions", functions.Address);
            await files.WriteWebhookAsync(functions.Address, cancellation);

            return new(azurite, topic, functions);
        }
        catch
        {
            await (topic?.DisposeAsync() ?? ValueTask.CompletedTask);
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>The store as publishers see it.</summary>
    public StoreOpening.Opened OpenStore() => OpenStore(azurite.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await functions.DisposeAsync();
        await topic.DisposeAsync();
        await azurite.DisposeAsync();
    }

    /// <summary>What in Azure the templates make, and the first root.</summary>
    private static async Task PrepareAsync(string connection, KeyDirectory keys, CancellationToken cancellation)
    {
        var account = new EmulatedAccount(connection);
        await account.CreateQueueAsync(Pushes, cancellation);
        await account.CreateQueueAsync(PullRequests, cancellation);
        await account.CreateContainerAsync(DeadLetters, cancellation);
        await account.CreateContainerAsync(PipelineFiles.Bundles, cancellation);
        var store = OpenStore(connection);
        if (store.Writer is { } writer
            && await new RootWriter(store.Reader, writer).PutAsync(keys.Chain, cancellation) is { } refusal)
        {
            throw new BrokenWorldException(refusal);
        }
    }

    private static StoreOpening.Opened OpenStore(string connection) =>
        StoreAddress.Open(
            $"azure:{PipelineFiles.Bundles}",
            name => name is StoreAddress.ConnectionVariable ? connection : null) switch
        {
            StoreOpening.Opened opened => opened,
            StoreOpening.Refused refused => throw new BrokenWorldException(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static Task<LocalEventTopic> StartTopicAsync(
        string connection, string key, PushTimeline timeline, FunctionsLog log, CancellationToken cancellation) =>
        LocalEventTopic.StartAsync(
            new()
            {
                Keys = [key],
                Subscriptions =
                [
                    Subscription(connection, Pushes, CloudEventFormat.PushType),
                    Subscription(connection, PullRequests, CloudEventFormat.PullRequestType),
                ],
                Logger = log,
                Observe = timeline.See,
            },
            cancellation);

    private static EventSubscription Subscription(string connection, string queue, string type) => new()
    {
        Name = queue,
        StorageConnection = connection,
        Queue = queue,
        IncludedEventTypes = [type],
        DeadLetterContainer = DeadLetters,
    };

    private static ImmutableDictionary<string, string> EnvironmentOf(
        PipelineFiles files, string connection, Uri endpoint, string key) =>
        ImmutableDictionary<string, string>.Empty
            .Add("PIPELINE_SETTINGS", files.Settings)
            .Add("EVENTS_ENDPOINT", $"{endpoint}")
            .Add("EVENTS_KEY", key)
            .Add(StoreAddress.ConnectionVariable, connection);
}
