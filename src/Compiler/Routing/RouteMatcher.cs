using System.Collections.Immutable;
using System.Globalization;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>
/// Says where a request goes, by Envoy's own rules and from Envoy's own resources, so that a mistake of the compiler
/// cannot
/// hide in it. Made once for a set of resources; matching is safe from several threads.
/// Where Envoys differ, it follows the newest that is tested (1.40): it compares each of several header fields of one
/// name on its
/// own (1.36 joins them with commas), and leaves path parameters out of each segment (1.36 cuts the path at the first
/// semicolon).
/// </summary>
public sealed class RouteMatcher
{
    private const string TlsSocket = "envoy.transport_sockets.tls";

    private readonly ImmutableArray<Listener> listeners;
    private readonly Dictionary<FilterChain, ImmutableArray<object>> filters = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, CompiledRouteConfiguration> configurations = new(StringComparer.Ordinal);
    private readonly Dictionary<HttpConnectionManager, CompiledRouteConfiguration> inline =
        new(ReferenceEqualityComparer.Instance);

    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">A filter is not what its type URL
    /// says.</exception>
    public RouteMatcher(EnvoyResources resources)
    {
        listeners = resources.Listeners;
        foreach (var configuration in resources.RouteConfigurations)
        {
            configurations.TryAdd(configuration.Name, new(configuration));
        }

        foreach (var chain in listeners.SelectMany(ChainsOf))
        {
            filters[chain] = [.. chain.Filters.Select(Read).OfType<object>()];
            foreach (var manager in filters[chain].OfType<HttpConnectionManager>())
            {
                if (manager.RouteConfig is { } own)
                {
                    inline[manager] = new(own);
                }
            }
        }
    }

    /// <param name="request">The request.</param>
    /// <param name="explain">Whether to say why the routes before the one that matched did not.</param>
    public RouteDecision Match(RouteRequest request, bool explain = false)
    {
        var decision = new RouteDecision
        {
            Outcome = new RouteOutcome.NoConnection($"nobody listens on port {request.Port}"),
            Authority = request.Authority,
            Path = request.Path,
        };
        if (FindListener(request) is not { } listener)
        {
            return decision;
        }

        decision = decision with { Listener = listener.Name };
        if (FilterChainSelection.Select(listener, request) is not { } chain)
        {
            var name = request.Sni is null ? "without a server name" : $"for server name '{request.Sni}'";

            return Closed(decision, $"no filter chain of listener '{listener.Name}' takes a connection {name}");
        }

        decision = decision with { FilterChain = chain.Name };
        var encrypted = chain.TransportSocket?.Name is TlsSocket or "tls";

        // A chain that only forwards bytes may carry a TLS handshake that it does not end itself.
        return filters[chain].FirstOrDefault() switch
        {
            HttpConnectionManager when encrypted != (request.Scheme == "https") => Closed(
                decision, encrypted ? "the listener expects TLS here" : "the listener does not expect TLS here"),
            HttpConnectionManager manager => Route(manager, request, decision, explain),
            TcpProxy tcp => decision with { Outcome = new RouteOutcome.Tcp(ClusterOf(tcp, request)) },
            _ => Closed(decision, "the filter chain has neither HTTP routes nor a TCP destination"),
        };
    }

    /// <summary>The filter chain that takes a connection, of which a request need not be known yet.</summary>
    public FilterChain? ChainFor(RouteRequest connection) =>
        FindListener(connection) is { } listener ? FilterChainSelection.Select(listener, connection) : null;

    private static RouteDecision Closed(RouteDecision decision, string reason) =>
        decision with { Outcome = new RouteOutcome.NoConnection(reason) };

    private RouteDecision Route(
        HttpConnectionManager manager, RouteRequest request, RouteDecision decision, bool explain)
    {
        var authority = AuthorityFor(manager, request);
        var redirect = false;
        var path = request.Method == "CONNECT" ? "" : PathNormalization.Normalize(request.Path, manager, out redirect);
        if (path is null)
        {
            return decision with { Outcome = new RouteOutcome.Rejected(400, $"path '{request.Path}' is refused") };
        }

        if (redirect)
        {
            return decision with { Outcome = new RouteOutcome.Redirect(307, path) };
        }

        var view = new RequestView(request, authority, path, ForwardedScheme(manager, request));
        decision = decision with { Authority = authority, Path = path };
        if (inline.TryGetValue(manager, out var own))
        {
            return own.Route(view, decision, explain);
        }

        var name = manager.Rds?.RouteConfigName ?? "";

        return configurations.TryGetValue(name, out var named)
            ? named.Route(view, decision, explain)
            : Closed(decision, $"route configuration '{name}' does not exist, so the listener does not open its port");
    }

    private Listener? FindListener(RouteRequest request)
    {
        Listener? wildcard = null;
        foreach (var listener in listeners)
        {
            if (listener.Address?.SocketAddress is not { } socket || socket.PortValue != (uint)request.Port)
            {
                continue;
            }

            if (request.Address is null || socket.Address == request.Address)
            {
                return listener;
            }

            if (socket.Address is "0.0.0.0" or "::")
            {
                wildcard ??= listener;
            }
        }

        return wildcard;
    }

    private static IEnumerable<FilterChain> ChainsOf(Listener listener) =>
        listener.DefaultFilterChain is { } fallback ? listener.FilterChains.Append(fallback) : listener.FilterChains;

    private static object? Read(Filter filter)
    {
        if (filter.TypedConfig is not { } config)
        {
            return null;
        }

        return config.Is(HttpConnectionManager.Descriptor) ? config.Unpack<HttpConnectionManager>()
            : config.Is(TcpProxy.Descriptor) ? config.Unpack<TcpProxy>()
            : null;
    }

    private static string ClusterOf(TcpProxy tcp, RouteRequest request)
    {
        if (tcp.WeightedClusters is not { Clusters.Count: > 0 } weighted)
        {
            return tcp.Cluster;
        }

        var selected = request.Random % Math.Max(1, (ulong)weighted.Clusters.Sum(cluster => (long)cluster.Weight));
        foreach (var cluster in weighted.Clusters)
        {
            if (selected < cluster.Weight)
            {
                return cluster.Name;
            }

            selected -= cluster.Weight;
        }

        return weighted.Clusters[^1].Name;
    }

    // A header that says how the client reached a proxy in front is believed only if the gateway is told of such
    // proxies.
    private static string ForwardedScheme(HttpConnectionManager manager, RouteRequest request)
    {
        var trusts = !(manager.UseRemoteAddress ?? false) || manager.XffNumTrustedHops > 0;
        var said = request.Headers.FirstOrDefault(field =>
            field.Name.Equals("x-forwarded-proto", StringComparison.OrdinalIgnoreCase)).Value;

        return trusts && said is "http" or "https" ? said : request.Scheme;
    }

    private static string AuthorityFor(HttpConnectionManager manager, RouteRequest request)
    {
        var authority = request.Authority;
        if (manager.StripTrailingHostDot)
        {
            var port = HostPort.StartOf(authority);
            var host = port < 0 ? authority : authority[..port];
            authority = host.EndsWith('.') ? host[..^1] + (port < 0 ? "" : authority[port..]) : authority;
        }

        if (HostPort.StartOf(authority) is >= 0 and var start
            && uint.TryParse(
                authority.AsSpan(start + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && (manager.StripAnyHostPort || (manager.StripMatchingHostPort && value == (uint)request.Port)))
        {
            return authority[..start];
        }

        return authority;
    }
}
