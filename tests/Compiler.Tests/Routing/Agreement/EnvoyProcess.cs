using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>
/// A real Envoy on the loopback interface with listeners of the test's choice, and an upstream that tells what it saw.
/// </summary>
public sealed class EnvoyProcess : IDisposable
{
    private static readonly ConcurrentDictionary<int, int> given = new();

    private readonly Process process;
    private readonly string folder;

    private EnvoyProcess(Process process, string folder)
    {
        this.process = process;
        this.folder = folder;
    }

    /// <summary>Where the program is: ENVOY_PATH, or what PATH finds; skips the test if there is none.</summary>
    public static string FindOrSkip() =>
        Find() is { } found ? found : throw Xunit.Sdk.SkipException.ForSkip("no Envoy at ENVOY_PATH or on PATH");

    public static string? Find() => Environment.GetEnvironmentVariable("ENVOY_PATH") is { Length: > 0 } told
        ? told
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, "envoy")).FirstOrDefault(File.Exists);

    public static Listener Listener(HttpConnectionManager manager, string name)
    {
        manager.HttpFilters.Add(
            new HttpFilter { Name = "envoy.filters.http.router", TypedConfig = Any.Pack(new Router()) });
        var chain = new FilterChain
        {
            Filters = { new Envoy.Config.Listener.V3.Filter { Name = "envoy.filters.network.http_connection_manager",
                TypedConfig = Any.Pack(manager) } },
        };

        return new()
        {
            Name = name,
            Address = new() { SocketAddress = new() { Address = "127.0.0.1", PortValue = (uint)FreePort() } },
            FilterChains = { chain },
        };
    }

    /// <summary>Every one of <paramref name="clusters"/> leads to the upstream.</summary>
    public static async Task<EnvoyProcess> StartAsync(
        string envoy, IReadOnlyList<Listener> listeners, IReadOnlyList<string> clusters, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("gwp").FullName;
        var limit = new Struct { Fields = { ["re2.max_program_size.error_level"] = Value.ForNumber(32768) } };
        var bootstrap = new Bootstrap
        {
            StaticResources = new(),
            LayeredRuntime = new() { Layers = { new RuntimeLayer { Name = "static", StaticLayer = limit } } },
        };
        bootstrap.StaticResources.Listeners.AddRange(listeners);
        bootstrap.StaticResources.Listeners.Add(Upstream(Path.Combine(folder, "up.sock")));
        bootstrap.StaticResources.Clusters.AddRange(
            clusters.Select(name => Echo(name, Path.Combine(folder, "up.sock"))));
        var config = Path.Combine(folder, "bootstrap.pb");
        await File.WriteAllBytesAsync(config, bootstrap.ToByteArray(), cancellation);
        var start = new ProcessStartInfo(
            envoy, ["-c", config, "--concurrency", "1", "--disable-hot-restart", "-l", "error",
            "--log-path", Path.Combine(folder, "log")]);
        var running = new EnvoyProcess(
            Process.Start(start) ?? throw new InvalidOperationException($"{envoy} does not start"), folder);
        try
        {
            await running.WaitAsync((int)listeners[^1].Address.SocketAddress.PortValue, cancellation);

            return running;
        }
        catch
        {
            running.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit(5000);
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The system may give a port again as soon as it is free; this does not.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            if (given.TryAdd(port, port))
            {
                return port;
            }
        }
    }

    private async Task WaitAsync(int port, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException(
                    $"Envoy refused the configuration:\n{await File.ReadAllTextAsync(Path.Combine(folder, "log"), cancellation)}");
            }

            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100, cancellation);
            }
        }

        throw new TimeoutException("Envoy did not open its ports within 30 s");
    }

    // Tells path and host in headers of its answer.
    private static Listener Upstream(string socket)
    {
        var host = new VirtualHost
        {
            Name = "all",
            Domains = { "*" },
            Routes = { new Route { Match = new() { Prefix = "" }, DirectResponse = new() { Status = 200 } } },
        };
        host.Routes[0].ResponseHeadersToAdd.Add(
            new HeaderValueOption { Header = new() { Key = "x-path", Value = "%REQ(:PATH)%" } });
        host.Routes[0].ResponseHeadersToAdd.Add(
            new HeaderValueOption { Header = new() { Key = "x-host", Value = "%REQ(:AUTHORITY)%" } });
        var listener = Listener(
            new() { StatPrefix = "up", RouteConfig = new() { Name = "up", VirtualHosts = { host } } }, "upstream");
        listener.Address = new() { Pipe = new() { Path = socket } };

        return listener;
    }

    private static Cluster Echo(string name, string socket) => new()
    {
        Name = name,
        Type = Cluster.Types.DiscoveryType.Static,
        ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
        LoadAssignment = new()
        {
            ClusterName = name,
            Endpoints =
            {
                new Envoy.Config.Endpoint.V3.LocalityLbEndpoints
                {
                    LbEndpoints = { new Envoy.Config.Endpoint.V3.LbEndpoint { Endpoint = new() { Address = new() { Pipe = new() { Path = socket } } } } },
                },
            },
        },
    };
}
