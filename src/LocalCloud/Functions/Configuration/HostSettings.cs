using System.Collections.Immutable;

namespace GatewayPipeline.LocalCloud.Functions.Configuration;

/// <summary>How the request of a function that has nothing but an HTTP trigger and an HTTP output reaches the handler.
/// </summary>
internal enum HttpPassing
{
    /// <summary>In the envelope of every other invocation.</summary>
    Envelope,

    /// <summary>As it came, whole: <c>enableForwardingHttpRequest</c>.</summary>
    Forwarding,

    /// <summary>As it came, while it comes: <c>enableProxyingHttpRequest</c>.</summary>
    Proxying,
}

/// <summary>The section <c>customHandler</c>: which program to start, and how to speak to it.</summary>
internal sealed record HandlerSettings
{
    public required string Executable { get; init; }

    public required string WorkingDirectory { get; init; }

    public required ImmutableArray<string> Arguments { get; init; }

    public HttpPassing HttpPassing { get; init; }

    /// <summary>Until when it has to listen.</summary>
    public TimeSpan InitializationTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The section <c>extensions.queues</c>, with the defaults of the storage extension.</summary>
internal sealed record QueueSettings
{
    public const int MostAtOnce = 32;

    public int BatchSize { get; init; } = 16;

    /// <summary>The next batch is fetched when no more messages than this are being worked on.</summary>
    public int NewBatchThreshold { get; init; }

    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>For how long a message stays invisible after an invocation failed.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    public bool IsBase64 { get; init; } = true;
}

/// <summary>What <c>host.json</c> says.</summary>
internal sealed record HostSettings
{
    public const string FileName = "host.json";

    public required HandlerSettings Handler { get; init; }

    public required QueueSettings Queues { get; init; }

    public string RoutePrefix { get; init; } = "api";

    /// <summary>Null: an invocation may take as long as it wants.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    /// <exception cref="LocalCloudException">It cannot be read, or it names what is not there.</exception>
    public static HostSettings Read(string appFolder, AppSettings settings)
    {
        var file = SettingsNode.Read(Path.Combine(appFolder, FileName));
        if (file.Text("version") is not "2.0")
        {
            throw file.Error("version must be \"2.0\"");
        }

        var extensions = file.Section("extensions");

        return new()
        {
            Handler = ReadHandler(file.Section("customHandler"), appFolder, settings),
            Queues = ReadQueues(extensions.Section("queues")),
            RoutePrefix = extensions.Section("http").Text("routePrefix")?.Trim('/') ?? "api",
            FunctionTimeout = file.Text("functionTimeout") is "-1" ? null : file.Span("functionTimeout"),
        };
    }

    private static HandlerSettings ReadHandler(SettingsNode handler, string appFolder, AppSettings settings)
    {
        if (!handler.Exists)
        {
            throw handler.Error("customHandler is missing: the local host runs custom handlers only");
        }

        var description = handler.Section("description");
        var executable = settings.Expand(description.RequiredText("defaultExecutablePath"));
        var besideHostJson = Path.Combine(appFolder, executable);

        return new()
        {
            // What is not a file of the app is looked for on PATH.
            Executable = File.Exists(besideHostJson) ? besideHostJson : executable,
            WorkingDirectory = Path.Combine(appFolder, settings.Expand(description.Text("workingDirectory") ?? "")),
            Arguments =
            [
                .. new[]
                {
                    description.Texts("arguments"),
                    description.Text("defaultWorkerPath") is { } path ? [path] : [],
                    description.Texts("workerArguments"),
                }.SelectMany(arguments => arguments).Select(settings.Expand),
            ],
            HttpPassing = handler.Flag("enableProxyingHttpRequest") ? HttpPassing.Proxying
                : handler.Flag("enableForwardingHttpRequest") ? HttpPassing.Forwarding
                : HttpPassing.Envelope,
            InitializationTimeout = handler.Span("initializationTimeout") ?? TimeSpan.FromSeconds(30),
        };
    }

    private static QueueSettings ReadQueues(SettingsNode queues)
    {
        var defaults = new QueueSettings();
        var batchSize = queues.Number("batchSize", defaults.BatchSize, 1, QueueSettings.MostAtOnce);

        return new()
        {
            BatchSize = batchSize,
            NewBatchThreshold = queues.Number(
                "newBatchThreshold", batchSize / 2 * Environment.ProcessorCount, 0, 1000),
            MaxDequeueCount = queues.Number("maxDequeueCount", defaults.MaxDequeueCount, 1, int.MaxValue),
            VisibilityTimeout = queues.Span("visibilityTimeout") ?? TimeSpan.Zero,
            MaxPollingInterval = queues.Span("maxPollingInterval") ?? defaults.MaxPollingInterval,
            IsBase64 = queues.Text("messageEncoding")?.ToLowerInvariant() switch
            {
                null or "base64" => true,
                "none" => false,
                _ => throw queues.Error("extensions.queues.messageEncoding must be none or base64"),
            },
        };
    }
}
