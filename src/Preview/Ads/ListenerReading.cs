using System.Collections.Immutable;
using System.Net;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using GatewayPipeline.Preview.Listening;

namespace GatewayPipeline.Preview.Ads;

/// <summary>The few things that the preview gateway wants to know of a listener.</summary>
internal static class ListenerReading
{
    /// <summary>Names of route configurations that the listener's connection managers ask for.</summary>
    public static IEnumerable<string> RouteNames(Listener listener) =>
        ConnectionManagers(listener).Select(manager => manager.Rds?.RouteConfigName ?? "")
            .Where(name => name.Length > 0);

    /// <exception cref="ListenerRefusedException">It needs what only Envoy can do.</exception>
    public static IPEndPoint Address(Listener listener)
    {
        if (FilterChains(listener).Any(chain => chain.TransportSocket is not null))
        {
            throw new ListenerRefusedException("the preview gateway does not terminate TLS: install Envoy");
        }

        if (ConnectionManagers(listener).Count() != FilterChains(listener).Length)
        {
            throw new ListenerRefusedException("the preview gateway serves HTTP only: install Envoy");
        }

        return listener.Address?.SocketAddress is { } address && IPAddress.TryParse(address.Address, out var ip)
            ? new(ip, (int)address.PortValue)
            : throw new ListenerRefusedException("the preview gateway listens on IP addresses only: install Envoy");
    }

    private static ImmutableArray<FilterChain> FilterChains(Listener listener) =>
        listener.DefaultFilterChain is { } last ? [.. listener.FilterChains, last] : [.. listener.FilterChains];

    private static IEnumerable<HttpConnectionManager> ConnectionManagers(Listener listener) =>
        FilterChains(listener)
            .SelectMany(chain => chain.Filters)
            .Where(filter => filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) is true)
            .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>());
}
