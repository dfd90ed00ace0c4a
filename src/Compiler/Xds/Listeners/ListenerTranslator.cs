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
                FilterChains = { ToHttpChain(listener, gateway) },
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

    private static ListenerV3.FilterChain ToHttpChain(Ir.Listener listener, Ir.Gateway gateway) => new()
    {
        TransportSocketConnectTimeout = TransportSocketTimeout,
        Filters =
        {
            new ListenerV3.Filter
            {
                Name = "envoy.filters.network.http_connection_manager",
                TypedConfig = ConnectionManagerTranslator.Translate(listener, gateway).ToAny(),
            },
        },
    };
}
