using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GatewayPipeline.Functions.Tests.Scene;
using GatewayPipeline.LocalCloud.Functions;

namespace GatewayPipeline.Functions.Tests.Storm;

/// <summary>
/// The functions app under the local host, as a platform keeps it: a host that gave up on a handler that died too often
/// is replaced. The timer that heals what was lost comes every few seconds instead of minutes.
/// </summary>
internal sealed class StormHost : IAsyncDisposable
{
    private const string Healing = "Reconcile";
    private const string Schedule = "*/10 * * * * *";

    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource ending = new();
    private readonly LocalFunctionsOptions options;
    private LocalFunctionsHost? host;
    private Task keeping = Task.CompletedTask;
    private volatile int handler;

    private StormHost(ImmutableDictionary<string, string> environment, string connection)
    {
        LayApp();
        options = new()
        {
            AppFolder = folder["app"],
            StorageConnection = connection,
            Environment = environment.SetItem("GWP_CACHE", folder["cache"]),
            Observe = Note,
        };
    }

    /// <summary>Where webhooks are sent now; null while there is no host.</summary>
    public Uri? Address => host?.Address;

    public int Kills { get; private set; }

    public int Replacements { get; private set; }

    public static async Task<StormHost> StartAsync(
        ImmutableDictionary<string, string> environment, string connection, CancellationToken cancellation)
    {
        var started = new StormHost(environment, connection);
        started.host = await LocalFunctionsHost.StartAsync(started.options, cancellation);
        started.keeping = started.KeepAsync(cancellation);

        return started;
    }

    /// <summary>Kills the program, wherever it is.</summary>
    public void Kill()
    {
        if (handler is not (> 0 and var id))
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            Kills++;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await keeping;
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        ending.Dispose();
        folder.Dispose();
    }

    private async Task KeepAsync(CancellationToken cancellation)
    {
        var stopped = Task.Delay(Timeout.Infinite, ending.Token);
        while (!ending.IsCancellationRequested && host is { } current)
        {
            if (await Task.WhenAny(current.Ended, stopped) == stopped)
            {
                return;
            }

            host = null;
            await current.DisposeAsync();
            Replacements++;
            host = await LocalFunctionsHost.StartAsync(options, cancellation);
        }
    }

    private void Note(HostObservation happened) => handler = happened switch
    {
        HostObservation.HandlerStarted started => started.ProcessId,
        HostObservation.HandlerEnded => 0,
        _ => handler,
    };

    // The program stays where it was built; what the host reads of it is copied.
    private void LayApp()
    {
        var built = Path.GetDirectoryName(FunctionsProcess.Binary) ?? "";
        folder.Write("app/host.json", File.ReadAllText(Path.Combine(built, "host.json")));
        foreach (var file in Directory.EnumerateFiles(built, "function.json", SearchOption.AllDirectories))
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file)) ?? "";
            var definition = JsonNode.Parse(File.ReadAllText(file)) ?? new JsonObject();
            if (name == Healing)
            {
                (definition["bindings"]?[0] ?? new JsonObject())["schedule"] = Schedule;
            }

            folder.Write($"app/{name}/function.json", definition.ToJsonString());
        }

        File.CreateSymbolicLink(folder["app/gwp-functions"], FunctionsProcess.Binary);
    }
}
