using System.Net;
using GatewayPipeline.Compiler.Model.Services;
using GatewayPipeline.Compiler.Xds.Clusters.Localities;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Makes Envoy's load assignment: endpoints by locality, each locality as heavy as its endpoints together.
/// </summary>
internal static class EndpointTranslator
{
    private const string UnixPrefix = "unix://";

    public static EndpointV3.ClusterLoadAssignment Translate(Ir.Cluster cluster) => new()
    {
        ClusterName = cluster.Name,
        Endpoints =
        {
            LocalityLoadBalancing.Arrange(cluster.Endpoints.Where(endpoint => IsSent(endpoint, cluster)), cluster).Select(ToLocality),
        },
    };

    // A list of addresses cannot hold a name: Istio leaves such an endpoint out. Where a share of healthy endpoints is
    // asked for, unhealthy ones are left out as well, since Envoy would use them when too few are healthy.
    private static bool IsSent(Endpoint endpoint, Ir.Cluster cluster) =>
        (cluster.Service.Resolution is not Resolution.Static || IsAddress(endpoint.Address))
        && (endpoint.Health is EndpointHealth.Healthy || !OutlierDetection.WantsHealthy(cluster));

    private static bool IsAddress(string address) =>
        address.StartsWith(UnixPrefix, StringComparison.Ordinal) || IPAddress.TryParse(address, out _);

    private static EndpointV3.LocalityLbEndpoints ToLocality(LocalityGroup group) => new()
    {
        Locality = new() { Region = group.Locality.Region, Zone = group.Locality.Zone, SubZone = group.Locality.SubZone },
        LbEndpoints = { group.Endpoints.Select(ToLbEndpoint) },
        LoadBalancingWeight = group.Weight,
        Priority = (uint)group.Priority,
    };

    private static EndpointV3.LbEndpoint ToLbEndpoint(Endpoint endpoint) => new()
    {
        Endpoint = new() { Address = ToAddress(endpoint) },
        LoadBalancingWeight = endpoint.Weight,
        HealthStatus = endpoint.Health switch
        {
            EndpointHealth.Unhealthy => CoreV3.HealthStatus.Unhealthy,
            EndpointHealth.Draining => CoreV3.HealthStatus.Draining,
            _ => CoreV3.HealthStatus.Unknown,
        },
    };

    private static CoreV3.Address ToAddress(Endpoint endpoint) => endpoint.Address.StartsWith(UnixPrefix, StringComparison.Ordinal)
        ? new() { Pipe = new() { Path = endpoint.Address[UnixPrefix.Length..] } }
        : new() { SocketAddress = new() { Address = endpoint.Address, PortValue = (uint)endpoint.Port } };
}
