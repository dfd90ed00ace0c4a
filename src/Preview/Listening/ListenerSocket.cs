using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GatewayPipeline.Preview.Listening;

/// <summary>An open port with a server of its own, so that opening and closing one never touches another.</summary>
internal sealed class ListenerSocket : IAsyncDisposable
{
    // A request that is under way when its listener is removed may take this long, as in Envoy.
    private static readonly TimeSpan DrainTime = TimeSpan.FromMinutes(10);

    private readonly ProtocolSniffer sniffer;
    private readonly KestrelServer server;

    private ListenerSocket(ProtocolSniffer sniffer, KestrelServer server)
    {
        this.sniffer = sniffer;
        this.server = server;
    }

    /// <exception cref="ListenerRefusedException">The address cannot be bound; the message is Envoy's.</exception>
    public static async Task<ListenerSocket> OpenAsync(
        IPEndPoint address,
        IServiceProvider services,
        Func<ConnectionContext, CancellationToken, Task<bool>> admit,
        RequestDelegate handler,
        CancellationToken cancellation)
    {
        var sniffer = new ProtocolSniffer(await BindAsync(address, cancellation), admit);
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            ApplicationServices = services,

            // TLS has ended before the server sees a connection, and a client inside of it says https.
            AllowAlternateSchemes = true,
        };
        Relax(options.Limits);
        options.Listen(sniffer.Http1, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        options.Listen(sniffer.Http2, endpoint => endpoint.Protocols = HttpProtocols.Http2);

        var server = new KestrelServer(Options.Create(options), sniffer, NullLoggerFactory.Instance);
        await server.StartAsync(new Application(handler), cancellation);

        return new(sniffer, server);
    }

    public ValueTask DisposeAsync() => CloseAsync(DrainTime);

    /// <summary>Stops accepting at once and ends when the last request has, or when the drain time is over.</summary>
    public async ValueTask CloseAsync(TimeSpan drainTime)
    {
        await sniffer.DisposeAsync();
        using var drained = new CancellationTokenSource(drainTime);
        await server.StopAsync(drained.Token);
        server.Dispose();
    }

    private static async Task<IConnectionListener> BindAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var sockets = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { NoDelay = true }), NullLoggerFactory.Instance);
        try
        {
            return await sockets.BindAsync(address, cancellation);
        }
        catch (Exception e) when (e is AddressInUseException or SocketException)
        {
            var reason = e is SocketException { SocketErrorCode: not SocketError.AddressAlreadyInUse } other
                ? ErrnoText(other.SocketErrorCode)
                : "Address already in use";
            throw new ListenerRefusedException($"cannot bind '{address}': {reason}", e);
        }
    }

    private static string ErrnoText(SocketError error) => error switch
    {
        SocketError.AccessDenied => "Permission denied",
        SocketError.AddressNotAvailable => "Cannot assign requested address",
        _ => error.ToString(),
    };

    // No limit that Envoy's listener does not have: what arrives is a request to forward, not one to judge.
    private static void Relax(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestBufferSize = 1 << 20;
        limits.MaxRequestHeadersTotalSize = 60 * 1024;
        limits.KeepAliveTimeout = TimeSpan.FromHours(1);
        limits.Http2.MaxStreamsPerConnection = 1024;
        limits.Http2.MaxRequestHeaderFieldSize = 60 * 1024;
    }

    private sealed class Application(RequestDelegate handler) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}

/// <summary>
/// A listener that the preview gateway cannot serve. The message goes to the agent as Envoy would word it.
/// </summary>
internal sealed class ListenerRefusedException(string message, Exception? cause = null) : Exception(message, cause);
