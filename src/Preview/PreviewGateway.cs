using System.Collections.Immutable;
using System.Net;
using GatewayPipeline.Preview.Ads;
using GatewayPipeline.Preview.Forwarding;
using GatewayPipeline.Preview.Listening;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace GatewayPipeline.Preview;

/// <summary>
/// A gateway for machines without Envoy: the agent's ADS client in front, RouteMatcher in the middle, YARP behind.
/// </summary>
public sealed class PreviewGateway : IConfigurationTarget, IAsyncDisposable
{
    internal const string ServerName = "gwp-preview";

    private readonly ServiceProvider services = new ServiceCollection().AddLogging().AddHttpForwarder()
        .BuildServiceProvider();
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ActivityHeadersPropagator = null,
    });

    private readonly PreviewOptions options;
    private readonly RequestHandler handler;
    private readonly ListenerSockets sockets;

    public PreviewGateway(PreviewOptions options)
    {
        this.options = options;
        handler = new(new(services.GetRequiredService<IHttpForwarder>(), client, new(client)));
        var doorway = new Doorway(handler, options.Folder);
        sockets = new((address, cancellation) => ListenerSocket.OpenAsync(
            address,
            services,
            (connection, stopping) => doorway.AdmitAsync(connection, address, stopping),
            context => handler.HandleAsync(context, address),
            cancellation));
    }

    /// <summary>What the first line of output says: nobody shall mistake this for the real thing.</summary>
    public static string Announcement =>
        "This is the preview gateway: for development, not for traffic. It serves HTTP/1.1, HTTP/2 and TCP, "
        + "and ends TLS or passes it on; no TLS towards endpoints, no x-forwarded-client-cert, no consistent hashing, "
        + "no outlier detection, no access log. "
        + "With Envoy on PATH or in ENVOY_PATH, Envoy is used.";

    /// <summary>Serves what the agent sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await new AdsClient(options, this, TimeProvider.System).RunAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await sockets.DisposeAsync();
        client.Dispose();
        await services.DisposeAsync();
    }

    async Task<string?> IConfigurationTarget.ApplyAsync(
        DiscoveredResources resources, string changedType, CancellationToken cancellation)
    {
        var refused = await OpenAsync(resources, cancellation);
        var next = handler.Configuration.Advance(resources, refused.Keys.ToImmutableHashSet(StringComparer.Ordinal));
        handler.Use(next);
        sockets.CloseAllBut([.. next.Addresses, .. Warming(resources, refused)]);

        return changedType == resources.Listeners.TypeUrl && !refused.IsEmpty
            ? "Error adding/updating listener(s) "
                + string.Join('\n', refused.Select(entry => $"{entry.Key}: {entry.Value}"))
            : null;
    }

    // As Envoy does: the port is bound when the listener arrives, and a port that cannot be bound is known at once.
    private async Task<ImmutableSortedDictionary<string, string>> OpenAsync(
        DiscoveredResources resources, CancellationToken cancellation)
    {
        var refused = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, listener) in resources.Listeners.Messages)
        {
            try
            {
                var address = ListenerReading.Address(listener);
                var failures = await sockets.OpenAsync([address], cancellation);
                refused.AddRange(failures.Select(failure => KeyValuePair.Create(name, failure.Value)));
            }
            catch (ListenerRefusedException e)
            {
                refused.Add(name, e.Message);
            }
        }

        return refused.ToImmutable();
    }

    private static IEnumerable<IPEndPoint> Warming(
        DiscoveredResources resources, ImmutableSortedDictionary<string, string> refused) =>
        resources.Listeners.Messages.Where(entry => !refused.ContainsKey(entry.Key))
            .Select(entry => ListenerReading.Address(entry.Value));
}
