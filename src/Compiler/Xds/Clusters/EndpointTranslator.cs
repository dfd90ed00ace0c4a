using System.Net;
using GatewayPipeline.Compiler.Model.Services;

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
            cluster.Endpoints
                .Where(endpoint => cluster.Service.Resolution is not Resolution.Static || IsAddress(endpoint.Address))
                .GroupBy(endpoint => endpoint.Locality, StringComparer.Ordinal)
                .OrderBy(locality => locality.Key, StringComparer.Ordinal)
                .Select(locality => ToLocality(locality.Key, locality)),
        },
    };

    // A list of addresses cannot hold a name: Istio leaves such an endpoint out.
    private static bool IsAddress(string address) =>
        address.StartsWith(UnixPrefix, StringComparison.Ordinal) || IPAddress.TryParse(address, out _);

    private static EndpointV3.LocalityLbEndpoints ToLocality(string locality, IEnumerable<Endpoint> endpoints)
    {
        var all = endpoints.Select(ToLbEndpoint).ToList();
        var parts = locality.Split('/', 3);

        return new()
        {
            Locality = new() { Region = parts[0], Zone = parts.ElementAtOrDefault(1) ?? "", SubZone = parts.ElementAtOrDefault(2) ?? "" },
            LbEndpoints = { all },
            LoadBalancingWeight = (uint)Math.Clamp(all.Sum(endpoint => (long)(endpoint.LoadBalancingWeight ?? 1)), 1, uint.MaxValue),
        };
    }

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
