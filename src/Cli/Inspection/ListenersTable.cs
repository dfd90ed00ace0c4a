using System.Globalization;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using GatewayPipeline.Cli.Output;

namespace GatewayPipeline.Cli.Inspection;

/// <summary>Listeners as <c>istioctl proxy-config listeners</c> prints them: one line per filter chain.</summary>
internal static class ListenersTable
{
    public static TextTable Of(IEnumerable<Listener> listeners)
    {
        var table = new TextTable(1, "ADDRESSES", "PORT", "MATCH", "DESTINATION");
        foreach (var listener in listeners.OrderBy(PortOf).ThenBy(listener => listener.Name, StringComparer.Ordinal))
        {
            var address = listener.Address?.SocketAddress?.Address ?? listener.Address?.Pipe?.Path ?? "";
            var port = PortOf(listener).ToString(CultureInfo.InvariantCulture);
            var chains = listener.DefaultFilterChain is { } last ? [.. listener.FilterChains, last]
                : listener.FilterChains.AsEnumerable();
            foreach (var chain in chains)
            {
                table.Add(address, port, Match(chain.FilterChainMatch), Destination(chain));
            }
        }

        return table;
    }

    public static uint PortOf(Listener listener) => listener.Address?.SocketAddress?.PortValue ?? 0;

    private static string Match(FilterChainMatch? match)
    {
        if (match is null)
        {
            return "ALL";
        }

        List<string> words = [];
        if (match.ServerNames.Count > 0)
        {
            words.Add($"SNI: {string.Join(',', match.ServerNames)}");
        }

        if (match.TransportProtocol.Length > 0)
        {
            words.Add($"Trans: {match.TransportProtocol}");
        }

        if (match.ApplicationProtocols.Count > 0)
        {
            words.Add($"App: {string.Join(',', match.ApplicationProtocols)}");
        }

        if (match.PrefixRanges.Count > 0)
        {
            words.Add("Addr: " + string.Join(
                ',', match.PrefixRanges.Select(range => $"{range.AddressPrefix}/{range.PrefixLen ?? 0}")));
        }

        return words.Count == 0 ? "ALL" : string.Join("; ", words);
    }

    private static string Destination(FilterChain chain)
    {
        foreach (var filter in chain.Filters)
        {
            if (filter.TypedConfig?.TryUnpack<HttpConnectionManager>(out var manager) is true)
            {
                return manager.Rds is { } rds ? $"Route: {rds.RouteConfigName}"
                    : $"Inline Route: {manager.RouteConfig?.Name}";
            }

            if (filter.TypedConfig?.TryUnpack<TcpProxy>(out var proxy) is true)
            {
                return proxy.WeightedClusters is { } weighted
                    ? "Clusters: " + string.Join(',', weighted.Clusters.Select(cluster => cluster.Name))
                    : $"Cluster: {proxy.Cluster}";
            }
        }

        return "Non-HTTP/Non-TCP";
    }
}
