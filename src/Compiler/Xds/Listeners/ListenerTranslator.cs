using GatewayPipeline.Compiler.Xds.Listeners.Tls;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Listeners;

/// <summary>Makes Envoy's listener: one socket, and the filter chains behind it.</summary>
internal static class ListenerTranslator
{
    private const string Wildcard = "0.0.0.0";
    private const string UnixPrefix = "unix://";
    private static readonly Duration TransportSocketTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(15));

    public static ListenerV3.Listener Translate(Ir.Listener listener, Ir.Gateway gateway, ListenerPlacement placement) =>
        new[]
        {
            gateway.Profile is Profile.Edge ? EdgeHardening.Listener : null,
            new()
            {
                Name = listener.Name,
                Address = ToAddress(listener, placement),
                TrafficDirection = CoreV3.TrafficDirection.Outbound,
                MaxConnectionsToAcceptPerSocketEvent = 1,
                ListenerFilters = { ListenerFilters.Translate(listener, gateway.Mesh.Topology) },
                FilterChains = { listener.Chains.Select(chain => ToChain(chain, listener, gateway)) },
            },
        }.Merge();

    private static CoreV3.Address ToAddress(Ir.Listener listener, ListenerPlacement placement) =>
        listener.Address.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? new() { Pipe = new() { Path = listener.Address[UnixPrefix.Length..] } }
            : new()
            {
                SocketAddress = new()
                {
                    Address = listener.Address is Wildcard ? placement.WildcardAddress ?? Wildcard : listener.Address,
                    PortValue = (uint)placement.Ports.GetValueOrDefault(listener.Port, listener.Port),
                },
            };

    private static ListenerV3.FilterChain ToChain(Ir.FilterChain chain, Ir.Listener listener, Ir.Gateway gateway) => new()
    {
        FilterChainMatch = chain.TakesEveryName ? null : new() { ServerNames = { chain.ServerNames } },
        TransportSocket = chain.Tls is { } tls ? TlsContextTranslator.Translate(tls) : null,
        TransportSocketConnectTimeout = TransportSocketTimeout,
        Filters = { ToFilters(chain.Target, listener, gateway) },
    };

    private static IEnumerable<ListenerV3.Filter> ToFilters(Ir.ChainTarget target, Ir.Listener listener, Ir.Gateway gateway) => target switch
    {
        Ir.ChainTarget.Http http =>
        [
            new()
            {
                Name = "envoy.filters.network.http_connection_manager",
                TypedConfig = ConnectionManagerTranslator.Translate(http, listener, gateway).ToAny(),
            },
        ],
        Ir.ChainTarget.Tcp tcp => TcpFilters.Translate(tcp),
        _ => throw new InvalidOperationException($"a filter chain with an unknown target: {target}"),
    };
}
