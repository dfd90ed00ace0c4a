using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.LocalCloud.Functions.Configuration;
using GatewayPipeline.LocalCloud.Functions.Handler;
using GatewayPipeline.LocalCloud.Functions.Http;
using GatewayPipeline.LocalCloud.Functions.Invocations;
using GatewayPipeline.LocalCloud.Functions.Queues;
using GatewayPipeline.LocalCloud.Functions.Timers;

namespace GatewayPipeline.LocalCloud.Functions;

/// <summary>
/// Runs an Azure Functions app with a custom handler on this machine: starts the handler, and runs its functions on
/// HTTP requests, on the messages of a storage account's queues and on time. The contract is that of the
/// Functions host 4, as its documentation and its source have it.
/// </summary>
public sealed class LocalFunctionsHost : IAsyncDisposable
{
    private readonly LocalFunctionsOptions options;
    private readonly HttpClient client;
    private readonly HandlerKeeper keeper;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource ending = new();
    private readonly HttpFrontDoor door;
    private readonly Task listening;
    private bool isStopped;

    private LocalFunctionsHost(
        LocalFunctionsOptions options, HttpClient client, HandlerKeeper keeper, HttpFrontDoor door,
        IEnumerable<Func<CancellationToken, CancellationToken, Task>> listeners)
    {
        (this.options, this.client, this.keeper, this.door) = (options, client, keeper, door);
        listening = Task.WhenAll(listeners.Select(listener => listener(stopping.Token, ending.Token)));
    }

    /// <summary>Where HTTP triggers listen; with a slash at its end, without the route prefix.</summary>
    public Uri Address => door.Address;

    /// <summary>Completes when the host has ended: faulted with the reason if it gave up on the handler.</summary>
    public Task Ended => keeper.Ended;

    /// <summary>Starts an app, and waits until its handler answers.</summary>
    /// <exception cref="LocalCloudException">The app is not as it must be, or its handler does not start.</exception>
    public static async Task<LocalFunctionsHost> StartAsync(
        LocalFunctionsOptions options, CancellationToken cancellation)
    {
        options = options with { AppFolder = Path.GetFullPath(options.AppFolder) };
        var app = new AppSettings(options.Environment
            .SetItem(AppSettings.Storage, options.StorageConnection)
            .SetItem("FUNCTIONS_WORKER_RUNTIME", "custom"));
        var settings = HostSettings.Read(options.AppFolder, app);
        var functions = FunctionFolder.ReadAll(options.AppFolder, app);
        if (functions.IsEmpty)
        {
            throw new LocalCloudException($"No folder of {options.AppFolder} has a {FunctionFolder.FileName}.");
        }

        var client = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = settings.Handler.HttpPassing is HttpPassing.Envelope,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var keeper = new HandlerKeeper(options, settings.Handler, app, client);
        try
        {
            await keeper.AddressAsync(cancellation);
            var queues = new QueueClients(settings.Queues);
            var invoker = new Invoker(options, settings, keeper, client, queues);
            var listeners = functions.SelectMany(
                function => ListenersOf(function, options, app, settings, queues, invoker));
            var door = await HttpFrontDoor.StartAsync(options, settings, functions, invoker, client, cancellation);

            return new(options, client, keeper, door, [.. listeners]);
        }
        catch
        {
            await keeper.DisposeAsync();
            client.Dispose();
            throw;
        }
    }

    /// <summary>Takes nothing new, lets what is under way come to its end, and asks the handler to go; each for no
    /// longer than <see cref="LocalFunctionsOptions.StopGrace"/>.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref isStopped, true))
        {
            return;
        }

        await stopping.CancelAsync();
        var draining = Task.WhenAll(listening, door.StopAsync());
        await Task.WhenAny(draining, Task.Delay(options.StopGrace));
        await ending.CancelAsync();
        await keeper.DisposeAsync();
        await draining;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await door.DisposeAsync();
        client.Dispose();
        stopping.Dispose();
        ending.Dispose();
    }

    private static IEnumerable<Func<CancellationToken, CancellationToken, Task>> ListenersOf(
        FunctionDefinition function, LocalFunctionsOptions options, AppSettings app, HostSettings settings,
        QueueClients queues, Invoker invoker)
    {
        switch (function.Trigger)
        {
            case Trigger.Queue trigger:
                yield return new QueueListener(options, function, trigger, settings.Queues, queues, invoker).RunAsync;
                break;

            case Trigger.Timer trigger:
                var hostId = app.Find("AzureFunctionsWebHost__hostid") ?? HostIdOf(options.AppFolder);
                yield return new TimerListener(
                    options, function, trigger, invoker,
                    new(options.StorageConnection, hostId, function.Name)).RunAsync;
                break;
        }
    }

    private static string HostIdOf(string appFolder) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(appFolder)))[..16];
}
