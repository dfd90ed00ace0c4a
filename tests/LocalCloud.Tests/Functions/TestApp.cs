using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GatewayPipeline.LocalCloud.Functions;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.LocalCloud.Tests.Functions;

/// <summary>A functions app in a folder of its own, whose handler is <c>app/handler.mjs</c>, and its host.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gwp-app-").FullName;
    private readonly StorageAccount account;

    public TestApp(StorageAccount account)
    {
        account.Require();
        this.account = account;
        HostJson = JsonNode.Parse(
            """
            {
              // Comments are allowed.
              "version": "2.0",
              "customHandler": {
                "description": { "defaultExecutablePath": "node", "arguments": ["%HANDLER%", "%UNKNOWN%"] },
                "enableForwardingHttpRequest": true
              },
              "extensions": { "queues": { "messageEncoding": "none", "maxPollingInterval": "00:00:00.1" } }
            }
            """,
            documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })?.AsObject() ?? [];
    }

    public JsonObject HostJson { get; }

    public string Folder => folder;

    public Dictionary<string, string> Environment { get; } = [];

    public ConcurrentQueue<HostObservation> Observations { get; } = [];

    public ConcurrentQueue<(LogLevel Level, string Line)> Log { get; } = [];

    public LocalFunctionsHost? Host { get; private set; }

    public LocalFunctionsHost Running => Host ?? throw new InvalidOperationException("StartAsync comes first");

    /// <summary>The handler's process of now.</summary>
    public int HandlerId => Observations.OfType<HostObservation.HandlerReady>().Last().ProcessId;

    public void AddFunction(string name, string functionJson)
    {
        Directory.CreateDirectory(Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, name, "function.json"), functionJson);
    }

    /// <summary>Adds a function that runs for each message of a new queue.</summary>
    public Task<TestQueue> AddQueueFunctionAsync(string name, string binding = "", string outputs = "")
    {
        var queue = StorageAccount.NewName(name.ToLowerInvariant());
        AddFunction(name, $$"""
            {"bindings": [
              { "name": "item", "type": "queueTrigger", "direction": "in", "queueName": "{{queue}}"{{binding}} }{{outputs}}
            ]}
            """);

        return TestQueue.CreateAsync(account, queue);
    }

    public void AddHttpFunction(string name, string binding = "", string outputs = "") => AddFunction(name, $$"""
        {"bindings": [
          { "name": "req", "type": "httpTrigger", "direction": "in"{{binding}} },
          { "name": "res", "type": "http", "direction": "out" }{{outputs}}
        ]}
        """);

    public async Task<LocalFunctionsHost> StartAsync(Func<LocalFunctionsOptions, LocalFunctionsOptions>? with = null)
    {
        var handler = Path.Combine(AppContext.BaseDirectory, "Functions", "app", "handler.mjs");
        File.WriteAllText(Path.Combine(folder, "host.json"), HostJson.ToJsonString());
        var options = new LocalFunctionsOptions
        {
            AppFolder = folder,
            StorageConnection = account.Connection,
            Environment = Environment.ToImmutableDictionary()
                .SetItem("RECORD", RecordFile).SetItem("HANDLER", handler),
            Observe = Observations.Enqueue,
            Logger = new QueueLogger(Log),
        };

        return Host = await LocalFunctionsHost.StartAsync(with?.Invoke(options) ?? options, default);
    }

    /// <summary>What the handler wrote down.</summary>
    public JsonObject[] Records => File.Exists(RecordFile)
        ? [.. File.ReadAllText(RecordFile).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)?.AsObject() ?? [])]
        : [];

    public JsonObject[] Requests => [.. Records.Where(record => record.ContainsKey("url"))];

    public Task<JsonObject[]> RequestsAsync(int count) => Waiting.UntilAsync($"{count} requests to the handler", () =>
        Task.FromResult(Requests is var requests && requests.Length >= count ? requests : null));

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private string RecordFile => Path.Combine(folder, "record.jsonl");

    private sealed class QueueLogger(ConcurrentQueue<(LogLevel Level, string Line)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue((logLevel, formatter(state, exception)));
    }
}
