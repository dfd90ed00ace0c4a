using System.Collections.Immutable;
using System.Net;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using GatewayPipeline.Compiler;
using GatewayPipeline.Preview.Ads;
using GatewayPipeline.Preview.Forwarding;
using GatewayPipeline.Preview.Listening;

namespace GatewayPipeline.Preview;

/// <summary>
/// What is in force: immutable, so that a request sees one configuration from its first byte to its last.
/// </summary>
internal sealed record PreviewConfiguration
{
    public static PreviewConfiguration Empty { get; } = new();

    public ImmutableSortedDictionary<string, Listener> Listeners { get; private init; } = Sorted<Listener>();

    public ImmutableSortedDictionary<string,
        RouteConfiguration> Routes { get; private init; } = Sorted<RouteConfiguration>();

    public ImmutableSortedDictionary<string, Cluster> Clusters { get; private init; } = Sorted<Cluster>();

    public ImmutableSortedDictionary<string,
        UpstreamCluster> Upstreams { get; private init; } = Sorted<UpstreamCluster>();

    /// <summary>Certificates and authorities, as the names of files.</summary>
    public ImmutableDictionary<string, Secret> Secrets { get; private init; } = ImmutableDictionary<string, Secret>.Empty;

    public ImmutableHashSet<IPEndPoint> Addresses { get; private init; } = [];

    /// <summary>
    /// What was discovered, but a listener or cluster that still warms stays as it was before, and so does one that
    /// was refused.
    /// </summary>
    public PreviewConfiguration Advance(DiscoveredResources discovered, IReadOnlySet<string> refusedListeners)
    {
        var listeners = Sorted<Listener>().ToBuilder();
        var routes = Sorted<RouteConfiguration>().ToBuilder();
        foreach (var (name, listener) in discovered.Listeners.Messages)
        {
            var known = RoutesOf(listener, discovered);
            var ready = !refusedListeners.Contains(name) && known is not null
                && ListenerReading.SecretNames(listener).All(discovered.Secrets.Messages.ContainsKey);
            if (ready)
            {
                listeners.Add(name, listener);
            }
            else if (Listeners.TryGetValue(name, out var former))
            {
                listeners.Add(name, former);
                known = RoutesOf(former, discovered);
            }

            foreach (var route in known ?? [])
            {
                routes[route.Name] = route;
            }
        }

        var clusters = discovered.Clusters.Messages.Values
            .Select(cluster => discovered.IsWarm(cluster) ? cluster : Clusters.GetValueOrDefault(cluster.Name))
            .OfType<Cluster>()
            .ToImmutableSortedDictionary(cluster => cluster.Name, cluster => cluster, StringComparer.Ordinal);

        return new()
        {
            Listeners = listeners.ToImmutable(),
            Routes = routes.ToImmutable(),
            Clusters = clusters,
            Upstreams = clusters.ToImmutableSortedDictionary(
                entry => entry.Key, entry => UpstreamOf(entry.Value, discovered), StringComparer.Ordinal),
            Secrets = discovered.Secrets.Messages,
            Addresses = [.. listeners.Values.Select(ListenerReading.Address)],
        };
    }

    /// <summary>Whether a listener of this address tells its connections apart by their handshake.</summary>
    public bool ReadsHandshake(IPEndPoint address) => Listeners.Values.Any(listener =>
        listener.ListenerFilters.Count > 0 && ListenerReading.Address(listener).Equals(address));

    public EnvoyResources ToResources() => new()
    {
        Listeners = [.. Listeners.Values],
        RouteConfigurations = [.. Routes.Values],
        Clusters = [.. Clusters.Values],
    };

    // An unchanged cluster keeps its turn: requests go on around its endpoints.
    private UpstreamCluster UpstreamOf(Cluster cluster, DiscoveredResources discovered)
    {
        var endpoints = discovered.Endpoints.Messages.GetValueOrDefault(DiscoveredResources.EndpointName(cluster));

        return Upstreams.TryGetValue(cluster.Name, out var former) && former.WasMadeFrom(cluster, endpoints)
            ? former
            : UpstreamCluster.Of(cluster, endpoints);
    }

    // Null while one of them has not arrived. One that was removed and is still in use stays as it was, as in Envoy.
    private List<RouteConfiguration>? RoutesOf(Listener listener, DiscoveredResources discovered)
    {
        List<RouteConfiguration> found = [];
        foreach (var name in ListenerReading.RouteNames(listener))
        {
            if (discovered.Routes.Messages.TryGetValue(name, out var route) || Routes.TryGetValue(name, out route))
            {
                found.Add(route);
            }
            else
            {
                return null;
            }
        }

        return found;
    }

    private static ImmutableSortedDictionary<string, T> Sorted<T>() =>
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
