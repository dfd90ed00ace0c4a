using Envoy.Extensions.Filters.Listener.TlsInspector.V3;
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
                ListenerFilters = { listener.Chains.Any(chain => chain.ReadsHandshake) ? [TlsInspector()] : Array.Empty<ListenerV3.ListenerFilter>() },
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

    // Most handshakes fit into the first read; the buffer grows for those that do not.
    private static ListenerV3.ListenerFilter TlsInspector() => new()
    {
        Name = "envoy.filters.listener.tls_inspector",
        TypedConfig = new TlsInspector { InitialReadBufferSize = 512 }.ToAny(),
    };

    private static ListenerV3.FilterChain ToChain(Ir.FilterChain chain, Ir.Listener listener, Ir.Gateway gateway) => new()
    {
        FilterChainMatch = chain.TakesEveryName ? null : new() { ServerNames = { chain.ServerNames } },
        TransportSocket = chain.Tls is { } tls ? TlsContextTranslator.Translate(tls) : null,
        TransportSocketConnectTimeout = TransportSocketTimeout,
        Filters = { ToFilter(chain.Target, listener, gateway) },
    };

    private static ListenerV3.Filter ToFilter(Ir.ChainTarget target, Ir.Listener listener, Ir.Gateway gateway) => target switch
    {
        Ir.ChainTarget.Http http => new()
        {
            Name = "envoy.filters.network.http_connection_manager",
            TypedConfig = ConnectionManagerTranslator.Translate(http, listener, gateway).ToAny(),
        },
        Ir.ChainTarget.Tcp tcp => new()
        {
            Name = "envoy.filters.network.tcp_proxy",
            TypedConfig = TcpProxyTranslator.Translate(tcp).ToAny(),
        },
        _ => throw new InvalidOperationException($"a filter chain with an unknown target: {target}"),
    };
}
