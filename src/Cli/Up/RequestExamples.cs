using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Up;

/// <summary>Requests to copy: for each host one that its first route takes.</summary>
internal static class RequestExamples
{
    public static IEnumerable<string> Of(EnvoyResources resources)
    {
        var configurations = resources.RouteConfigurations.ToDictionary(routes => routes.Name, StringComparer.Ordinal);

        return from listener in resources.Listeners.OrderBy(each => each.Address?.SocketAddress?.PortValue ?? 0)
               where listener.Address?.SocketAddress is not null
               from chain in listener.FilterChains
               from name in RoutesOf(chain)
               where configurations.ContainsKey(name)
               from host in configurations[name].VirtualHosts
               where host.Routes.Count > 0
               select Curl(listener.Address.SocketAddress, chain.TransportSocket is not null, host);
    }

    private static IEnumerable<string> RoutesOf(FilterChain chain) => chain.Filters
        .Where(filter => filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) is true)
        .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName ?? "");

    private static string Curl(SocketAddress socket, bool isEncrypted, VirtualHost host)
    {
        var address = socket.Address is "0.0.0.0" ? "127.0.0.1" : socket.Address;
        var authority = string.Create(
            CultureInfo.InvariantCulture, $"{(address.Contains(':') ? $"[{address}]" : address)}:{socket.PortValue}");
        var name = host.Domains[0] switch
        {
            "*" => "",
            ['*', .. var suffix] => $"www{suffix}",
            var exact => exact,
        };
        var path = PathOf(host.Routes[0].Match);

        // A server name is read from the URL alone.
        return isEncrypted ? $"curl -ik --connect-to ::{authority} https://{(name is "" ? authority : name)}{path}"
            : name is "" ? $"curl -i http://{authority}{path}"
            : $"curl -i -H \"Host: {name}\" http://{authority}{path}";
    }

    private static string PathOf(RouteMatch match) => match.PathSpecifierCase switch
    {
        RouteMatch.PathSpecifierOneofCase.Prefix => match.Prefix,
        RouteMatch.PathSpecifierOneofCase.Path => match.Path,
        RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix => match.PathSeparatedPrefix,
        _ => "/",
    };
}
