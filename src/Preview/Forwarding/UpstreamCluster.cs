using System.Collections.Immutable;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using HttpProtocolOptions = Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptions;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>Where the requests of one cluster go: its endpoints, taken in turn, and the protocol they speak.</summary>
internal sealed class UpstreamCluster
{
    private const string HttpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    private readonly ImmutableArray<UpstreamEndpoint> endpoints;
    private readonly Cluster cluster;
    private readonly ClusterLoadAssignment? discovered;
    private int turn;

    private UpstreamCluster(Cluster cluster, ClusterLoadAssignment? discovered)
    {
        this.cluster = cluster;
        this.discovered = discovered;
        Name = cluster.Name;
        endpoints = Usable(
            (cluster.Type is Cluster.Types.DiscoveryType.Eds ? discovered : cluster.LoadAssignment) ?? new());
        var options = cluster.TypedExtensionProtocolOptions.TryGetValue(HttpOptions, out var any)
            && any.TryUnpack<HttpProtocolOptions>(out var unpacked) ? unpacked : null;
        SpeaksTls = cluster.TransportSocket is not null;
        SpeaksHttp2 = options?.ExplicitHttpConfig?.Http2ProtocolOptions is not null;
        FollowsDownstream = options?.UseDownstreamProtocolConfig is not null;
    }

    public string Name { get; }

    /// <summary>Its endpoints expect TLS, which the preview gateway begins with nobody.</summary>
    public bool SpeaksTls { get; }

    public bool SpeaksHttp2 { get; }

    /// <summary>The upstream is spoken to in the protocol that the client used.</summary>
    public bool FollowsDownstream { get; }

    public static UpstreamCluster Of(Cluster cluster, ClusterLoadAssignment? discovered) => new(cluster, discovered);

    /// <summary>True for the very messages that this one was made from.</summary>
    public bool WasMadeFrom(Cluster other, ClusterLoadAssignment? otherDiscovered) =>
        ReferenceEquals(cluster, other) && ReferenceEquals(discovered, otherDiscovered);

    /// <summary>
    /// The endpoint whose turn it is, one not tried before if there is any; null if there is none at all.
    /// </summary>
    public UpstreamEndpoint? Next(IReadOnlyCollection<UpstreamEndpoint> tried)
    {
        for (var skipped = 0; skipped < endpoints.Length; skipped++)
        {
            var endpoint = endpoints[(int)((uint)Interlocked.Increment(ref turn) % (uint)endpoints.Length)];
            if (!tried.Contains(endpoint))
            {
                return endpoint;
            }
        }

        return endpoints.IsEmpty ? null : endpoints[0];
    }

    // Only the best priority that has an endpoint; each endpoint as often as its weight says, within reason.
    private static ImmutableArray<UpstreamEndpoint> Usable(ClusterLoadAssignment assignment) =>
    [
        .. assignment.Endpoints
            .GroupBy(locality => locality.Priority)
            .OrderBy(group => group.Key)
            .Select(group => group.SelectMany(locality => locality.LbEndpoints).SelectMany(Expand).ToList())
            .FirstOrDefault(group => group.Count > 0) ?? [],
    ];

    private static IEnumerable<UpstreamEndpoint> Expand(LbEndpoint endpoint) =>
        endpoint.HealthStatus is HealthStatus.Unhealthy or HealthStatus.Draining or HealthStatus.Timeout
        || endpoint.Endpoint?.Address?.SocketAddress is not { } address
            ? []
            : Enumerable.Repeat(
                new UpstreamEndpoint(address.Address, (int)address.PortValue),
                (int)Math.Clamp(endpoint.LoadBalancingWeight ?? 1, 1, 100));
}

/// <summary>One address, an IP or a name that the system resolves at each connection.</summary>
internal sealed record UpstreamEndpoint(string Address, int Port)
{
    public string Origin => Address.Contains(':') ? $"http://[{Address}]:{Port}" : $"http://{Address}:{Port}";
}
