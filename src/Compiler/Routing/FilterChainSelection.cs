using System.Net;
using Envoy.Config.Listener.V3;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>
/// Which filter chain of a listener takes a connection: Envoy narrows down criterion by criterion, most specific first.
/// </summary>
internal static class FilterChainSelection
{
    private const string TlsInspector = "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector";

    public static FilterChain? Select(Listener listener, RouteRequest request)
    {
        var chains = listener.FilterChains.Where(chain => TakesSource(chain.FilterChainMatch)).ToList();
        chains = Narrow(
            chains, match => match?.DestinationPort is null, match => match?.DestinationPort == (uint)request.Port);
        chains = NarrowAddress(chains, request);

        // Only an inspected handshake shows its server name and protocols.
        var seesTls = request.Scheme == "https" && listener.ListenerFilters.Any(filter =>
            filter.TypedConfig?.TypeUrl.EndsWith(TlsInspector, StringComparison.Ordinal) ?? false);
        chains = NarrowServerName(chains, seesTls ? request.Sni?.ToLowerInvariant() : null);

        var transport = seesTls ? "tls" : "raw_buffer";
        var offered = seesTls ? request.ApplicationProtocols : [];

        return Protocols(chains.Where(chain => chain.FilterChainMatch?.TransportProtocol == transport).ToList())
            ?? Protocols(chains.Where(chain => (chain.FilterChainMatch?.TransportProtocol ?? "").Length == 0).ToList())
            ?? listener.DefaultFilterChain;

        FilterChain? Protocols(List<FilterChain> left)
        {
            foreach (var protocol in offered)
            {
                if (left.Find(chain =>
                    chain.FilterChainMatch?.ApplicationProtocols.Contains(protocol) ?? false) is { } chain)
                {
                    return chain;
                }
            }

            return left.Find(chain => (chain.FilterChainMatch?.ApplicationProtocols.Count ?? 0) == 0);
        }
    }

    // Nothing is known of the client's own address, so a chain for certain clients does not take it.
    private static bool TakesSource(FilterChainMatch? match) => match is null
        || (match.SourcePrefixRanges.Count == 0 && match.DirectSourcePrefixRanges.Count == 0
            && match.SourcePorts.Count == 0
            && match.SourceType is FilterChainMatch.Types.ConnectionSourceType.Any);

    private static List<FilterChain> Narrow(
        List<FilterChain> chains, Predicate<FilterChainMatch?> isOpen, Predicate<FilterChainMatch?> fits)
    {
        var fitting = chains.FindAll(chain => fits(chain.FilterChainMatch));

        return fitting.Count > 0 ? fitting : chains.FindAll(chain => isOpen(chain.FilterChainMatch));
    }

    private static List<FilterChain> NarrowAddress(List<FilterChain> chains, RouteRequest request)
    {
        var address = IPAddress.TryParse(request.Address, out var parsed) ? parsed : null;
        var longest = chains.SelectMany(chain => Ranges(chain, address)).DefaultIfEmpty(-1).Max();

        return Narrow(
            chains,
            match => (match?.PrefixRanges.Count ?? 0) == 0,
            match => longest >= 0 && match is not null
                && match.PrefixRanges.Any(range => Length(range, address) == longest));
    }

    private static IEnumerable<int> Ranges(FilterChain chain, IPAddress? address) =>
        chain.FilterChainMatch?.PrefixRanges.Select(range => Length(range, address)).Where(length => length >= 0) ?? [];

    private static int Length(Envoy.Config.Core.V3.CidrRange range, IPAddress? address)
    {
        if (address is null || !IPAddress.TryParse(range.AddressPrefix, out var prefix)
            || prefix.AddressFamily != address.AddressFamily)
        {
            return -1;
        }

        var length = Math.Min((int)(range.PrefixLen ?? 0), prefix.GetAddressBytes().Length * 8);
        var left = prefix.GetAddressBytes();
        var right = address.GetAddressBytes();
        for (var bit = 0; bit < length; bit++)
        {
            if (((left[bit / 8] ^ right[bit / 8]) >> (7 - (bit % 8)) & 1) != 0)
            {
                return -1;
            }
        }

        return length;
    }

    private static List<FilterChain> NarrowServerName(List<FilterChain> chains, string? name)
    {
        for (var candidate = name; !string.IsNullOrEmpty(candidate); candidate = Wider(candidate))
        {
            var fitting = chains.FindAll(chain => chain.FilterChainMatch?.ServerNames.Contains(candidate) ?? false);
            if (fitting.Count > 0)
            {
                return fitting;
            }
        }

        return chains.FindAll(chain => (chain.FilterChainMatch?.ServerNames.Count ?? 0) == 0);
    }

    // a.b.c → *.b.c → *.c → nothing.
    private static string? Wider(string name)
    {
        var dot = name.IndexOf('.', name.StartsWith("*.", StringComparison.Ordinal) ? 2 : 0);

        return dot < 0 ? null : $"*{name[dot..]}";
    }
}
