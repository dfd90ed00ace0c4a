using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GatewayPipeline.Compiler;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Stand-ins for workloads that the tree names and this machine does not run. One that was started answers for as
/// long as the session lasts: the gateway may still send requests there. A port stays the same, if possible from one
/// start to the next.
/// </summary>
internal sealed class EchoUpstreams : IAsyncDisposable
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private readonly string memory;
    private readonly Dictionary<string, EchoUpstream> remembered;
    private readonly List<KestrelServer> retired = [];
    private readonly Dictionary<string,
        (KestrelServer Server, EchoUpstream Echo)> running = new(StringComparer.Ordinal);

    /// <param name="memory">The file in which one session tells the next what it lent.</param>
    public EchoUpstreams(string memory)
    {
        this.memory = memory;
        remembered = Remembered(memory);
    }

    /// <summary>Starts what is missing, and says where each stand-in listens.</summary>
    public async Task<ImmutableArray<EchoUpstream>> ServeAsync(
        ImmutableArray<Destination> destinations, CancellationToken cancellation)
    {
        var echoes = ImmutableArray.CreateBuilder<EchoUpstream>();
        foreach (var destination in destinations.Where(destination => destination.LacksEndpoints))
        {
            echoes.Add(await ServeAsync(destination, cancellation));
        }

        var lent = running.Values.Select(entry => entry.Echo)
            .OrderBy(echo => echo.Destination.Cluster, StringComparer.Ordinal).ToList();
        await File.WriteAllTextAsync(
            memory, JsonSerializer.Serialize(lent, EchoJson.Default.ListEchoUpstream), cancellation);

        return echoes.ToImmutable();
    }

    /// <summary>Starts what the last session lent: its gateway configuration still leads there.</summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        foreach (var echo in remembered.Values)
        {
            await ServeAsync(echo.Destination, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(LastAnswers);
        KestrelServer[] servers = [.. running.Values.Select(entry => entry.Server), .. retired];
        await Task.WhenAll(servers.Select(server => server.StopAsync(limit.Token)));
        Array.ForEach(servers, server => server.Dispose());
    }

    // A server answers with what it was started for, so another protocol or other labels need another server.
    private async Task<EchoUpstream> ServeAsync(Destination destination, CancellationToken cancellation)
    {
        var key = destination.Cluster;
        if (running.TryGetValue(key, out var former) && IsSame(former.Echo.Destination, destination))
        {
            return former.Echo;
        }

        var port = former.Server is null ? remembered.GetValueOrDefault(key)?.Port ?? 0 : 0;
        var (server, opened) = await StartAsync(destination, port, cancellation);
        if (former.Server is not null)
        {
            retired.Add(former.Server);
        }

        var echo = new EchoUpstream(destination, opened);
        running[key] = (server, echo);

        return echo;
    }

    private static bool IsSame(Destination one, Destination other) =>
        one.Protocol == other.Protocol && one.Labels.SequenceEqual(other.Labels);

    private static async Task<(KestrelServer Server, int Port)> StartAsync(
        Destination destination, int port, CancellationToken cancellation)
    {
        try
        {
            return await BindAsync(destination, port, cancellation);
        }
        catch (IOException) when (port != 0)
        {
            return await BindAsync(destination, 0, cancellation);
        }
    }

    private static async Task<(KestrelServer Server, int Port)> BindAsync(
        Destination destination, int port, CancellationToken cancellation)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Listen(
            new IPEndPoint(IPAddress.Loopback, port), endpoint => EchoProtocol.Use(endpoint, destination));
        var sockets = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), sockets, NullLoggerFactory.Instance);
        await server.StartAsync(new Application(destination), cancellation);
        var address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

        return (server, new Uri(address).Port);
    }

    private static Dictionary<string, EchoUpstream> Remembered(string memory)
    {
        try
        {
            return (JsonSerializer.Deserialize(File.ReadAllText(memory), EchoJson.Default.ListEchoUpstream) ?? [])
                .ToDictionary(echo => echo.Destination.Cluster, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException)
        {
            return new(StringComparer.Ordinal);
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
