using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using GatewayPipeline.Discovery;

namespace GatewayPipeline.Preview.Ads;

/// <summary>Everything the agent has sent so far, whether it is in force yet or not.</summary>
internal sealed class DiscoveredResources
{
    private const string Prefix = "type.googleapis.com/envoy.config.";

    public ResourceSet<Cluster> Clusters { get; } = new(Prefix + "cluster.v3.Cluster", Cluster.Parser);

    public ResourceSet<ClusterLoadAssignment> Endpoints { get; } =
        new(Prefix + "endpoint.v3.ClusterLoadAssignment", ClusterLoadAssignment.Parser);

    public ResourceSet<Listener> Listeners { get; } = new(Prefix + "listener.v3.Listener", Listener.Parser);

    public ResourceSet<RouteConfiguration> Routes { get; } =
        new(Prefix + "route.v3.RouteConfiguration", RouteConfiguration.Parser);

    public ResourceSet<Secret> Secrets { get; } =
        new("type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret", Secret.Parser);

    /// <summary>Certificates that listeners name.</summary>
    public IEnumerable<string> SecretNames => Listeners.Messages.Values.SelectMany(ListenerReading.SecretNames);

    /// <summary>Clusters whose endpoints come by name, by the name that is asked for.</summary>
    public IEnumerable<string> EndpointNames =>
        Clusters.Messages.Values.Where(cluster => cluster.Type is Cluster.Types.DiscoveryType.Eds).Select(EndpointName);

    /// <summary>Route configurations that listeners name.</summary>
    public IEnumerable<string> RouteNames => Listeners.Messages.Values.SelectMany(ListenerReading.RouteNames);

    public IReadOnlyDictionary<string, string> VersionsOf(string typeUrl) =>
        typeUrl == Clusters.TypeUrl ? Clusters.Versions
        : typeUrl == Endpoints.TypeUrl ? Endpoints.Versions
        : typeUrl == Listeners.TypeUrl ? Listeners.Versions
        : typeUrl == Secrets.TypeUrl ? Secrets.Versions
        : Routes.Versions;

    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">A resource cannot be parsed.</exception>
    public void Apply(DeltaDiscoveryResponse response)
    {
        if (response.TypeUrl == Clusters.TypeUrl)
        {
            Clusters.Apply(response);
        }
        else if (response.TypeUrl == Endpoints.TypeUrl)
        {
            Endpoints.Apply(response);
        }
        else if (response.TypeUrl == Listeners.TypeUrl)
        {
            Listeners.Apply(response);
        }
        else if (response.TypeUrl == Secrets.TypeUrl)
        {
            Secrets.Apply(response);
        }
        else if (response.TypeUrl == Routes.TypeUrl)
        {
            Routes.Apply(response);
        }
    }

    public static string EndpointName(Cluster cluster) =>
        cluster.EdsClusterConfig?.ServiceName is { Length: > 0 } name ? name : cluster.Name;

    /// <summary>True when a cluster's endpoints are known, be it that there are none.</summary>
    public bool IsWarm(Cluster cluster) =>
        cluster.Type is not Cluster.Types.DiscoveryType.Eds
        || Endpoints.Messages.ContainsKey(EndpointName(cluster))
        || Endpoints.Absent.Contains(EndpointName(cluster));
}
