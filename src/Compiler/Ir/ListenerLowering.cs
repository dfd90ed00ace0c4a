using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// Makes one listener of the servers of a port, and the route configurations that its filter chains name.
/// </summary>
internal sealed class ListenerLowering(VirtualHostLowering hosts, L4Lowering connections)
{
    private readonly List<RouteConfiguration> routeConfigurations = [];

    public ImmutableArray<RouteConfiguration> RouteConfigurations =>
        [.. routeConfigurations.OrderBy(configuration => configuration.Name, StringComparer.Ordinal)];

    /// <summary>Null if no filter chain came of any server: the port stays closed.</summary>
    public Listener? Lower(MergedPort port)
    {
        var chains = new[] { Plain(port) }.OfType<FilterChain>()
            .Concat(port.Servers.Where(server => !server.Protocol.IsHttp()).SelectMany(server => Others(server, port)))
            .ToImmutableArray();

        return chains is [] ? null : new($"{port.Address}_{port.Port}", port.Address, port.Port, chains, port.Servers[0].PortSpan);
    }

    private FilterChain? Plain(MergedPort port)
    {
        ImmutableArray<Server> servers = [.. port.Servers.Where(server => server.Protocol.IsHttp())];

        return servers is []
            ? null
            : new() { Target = ToHttp(port.RouteConfiguration, port.Port, servers, statPrefix: ""), Origin = servers[0].PortSpan };
    }

    private IEnumerable<FilterChain> Others(Server server, MergedPort port) => server.TerminatesHttps
        ?
        [
            new()
            {
                ServerNames = server.ServerNames,
                Tls = server.Tls,
                Target = ToHttp(MergedPort.RouteConfigurationOf(server), port.Port, [server], server.Name),
                Origin = server.PortSpan,
            },
        ]
        : connections.Lower(server);

    private ChainTarget.Http ToHttp(string name, int port, ImmutableArray<Server> servers, string statPrefix)
    {
        routeConfigurations.Add(hosts.Lower(new(name, port, servers)));

        return new(name, statPrefix, servers[0].Protocol);
    }
}
