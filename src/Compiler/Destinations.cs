using System.Collections.Immutable;

namespace GatewayPipeline.Compiler;

/// <summary>Tells where a gateway's routes lead, in words that need no Envoy.</summary>
internal static class Destinations
{
    public static ImmutableArray<Destination> Of(Ir.Gateway gateway) =>
    [
        .. gateway.Clusters
            .Select(ToDestination)
            .OrderBy(destination => destination.Host, StringComparer.Ordinal)
            .ThenBy(destination => destination.Port)
            .ThenBy(destination => destination.Subset, StringComparer.Ordinal),
    ];

    private static Destination ToDestination(Ir.Cluster cluster) => new()
    {
        Cluster = cluster.Name,
        Host = cluster.Service.Host,
        Subset = cluster.Subset?.Name ?? "",
        Port = cluster.Port.Number,
        PortName = cluster.Port.Name,
        Protocol = cluster.Port.Protocol.ToString(),
        Namespace = cluster.Service.Source.Namespace,
        Name = cluster.Service.Source.Name,
        Labels = cluster.Subset is { } subset ? cluster.Service.Selector.SetItems(subset.Labels) : cluster.Service.Selector,
        LacksEndpoints = cluster.Service.LacksEndpoints,
    };
}
