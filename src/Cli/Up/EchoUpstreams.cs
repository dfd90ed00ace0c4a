using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GatewayPipeline.Compiler;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Stand-ins for workloads that the tree names and this machine does not run. One that was started answers for as long as the
/// session lasts: the gateway may still send requests there. A port stays the same, if possible from one start to the next.
/// </summary>
internal sealed class EchoUpstreams : IAsyncDisposable
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private readonly string portsFile;
    private readonly Dictionary<string, int> rememberedPorts;
    private readonly Dictionary<string, (KestrelServer Server, int Port)> running = new(StringComparer.Ordinal);

    public EchoUpstreams(string portsFile)
    {
        this.portsFile = portsFile;
        rememberedPorts = Remembered(portsFile);
    }

    /// <summary>Starts what is missing, and says where each stand-in listens.</summary>
    public async Task<ImmutableArray<EchoUpstream>> ServeAsync(
        ImmutableArray<Destination> destinations, CancellationToken cancellation)
    {
        var echoes = ImmutableArray.CreateBuilder<EchoUpstream>();
        foreach (var destination in destinations.Where(destination => destination.LacksEndpoints))
        {
            if (!running.TryGetValue(destination.Cluster, out var echo))
            {
                echo = await StartAsync(destination, cancellation);
                running.Add(destination.Cluster, echo);
            }

            echoes.Add(new(destination, echo.Port));
        }

        await File.WriteAllTextAsync(portsFile, JsonSerializer.Serialize(Ports(), EchoJson.Default.DictionaryStringInt32), cancellation);

        return echoes.ToImmutable();
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(LastAnswers);
        await Task.WhenAll(running.Values.Select(echo => echo.Server.StopAsync(limit.Token)));
        foreach (var (server, _) in running.Values)
        {
            server.Dispose();
        }
    }

    private async Task<(KestrelServer Server, int Port)> StartAsync(Destination destination, CancellationToken cancellation)
    {
        var remembered = rememberedPorts.GetValueOrDefault(destination.Cluster);
        try
        {
            return await StartAsync(destination, remembered, cancellation);
        }
        catch (IOException) when (remembered != 0)
        {
            return await StartAsync(destination, 0, cancellation);
        }
    }

    private static async Task<(KestrelServer Server, int Port)> StartAsync(
        Destination destination, int port, CancellationToken cancellation)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Listen(new IPEndPoint(IPAddress.Loopback, port), endpoint => endpoint.Protocols =
            destination.Protocol.ToUpperInvariant() is "HTTP2" or "GRPC" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), sockets, NullLoggerFactory.Instance);
        await server.StartAsync(new Application(destination), cancellation);
        var address = server.Features.GetRequiredFeature<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>().Addresses.First();

        return (server, new Uri(address).Port);
    }

    private Dictionary<string, int> Ports()
    {
        foreach (var (cluster, echo) in running)
        {
            rememberedPorts[cluster] = echo.Port;
        }

        return rememberedPorts;
    }

    private static Dictionary<string, int> Remembered(string portsFile)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(portsFile), EchoJson.Default.DictionaryStringInt32) ?? [];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return [];
        }
    }

    private sealed class Application(Destination destination) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => EchoAnswer.WriteAsync(context, destination);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}

/// <summary>A destination and the loopback port on which its echo answers.</summary>
internal sealed record EchoUpstream(Destination Destination, int Port);
