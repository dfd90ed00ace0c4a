using System.Collections.Immutable;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using GatewayPipeline.Compiler.Differences.Requests;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>One way through a listener, with the routes that it leads to.</summary>
/// <param name="Routes">The name of the route configuration; null: the bytes of the connection are forwarded.</param>
internal sealed record ChainView(Listener Listener, FilterChain Chain, int Index, string? Routes, Door Door)
{
    public ImmutableArray<string> ServerNames => Door.ServerNames;

    public static IEnumerable<ChainView> Of(Listener listener) => listener.FilterChains.Select((chain, index) =>
    {
        var routes = chain.Filters
            .Where(filter => filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) is true)
            .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName)
            .FirstOrDefault(name => name is not null);
        var socket = listener.Address?.SocketAddress;
        ImmutableArray<string> names = [.. chain.FilterChainMatch?.ServerNames ?? []];

        // A chain that asks for a server name takes TLS, whoever ends it.
        return new ChainView(listener, chain, index, routes, new(
            socket?.Address ?? "", (int)(socket?.PortValue ?? 0), chain.TransportSocket is not null || names is not [], names));
    });

    /// <summary>How the chain is told from its neighbours.</summary>
    public string Name => ServerNames is [] ? Door.IsEncrypted ? "any server name" : "any connection" : string.Join(", ", ServerNames);
}
