using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners;

/// <summary>Makes the filter that sends a connection's bytes on unread.</summary>
internal static class TcpProxyTranslator
{
    public static TcpProxy Translate(Ir.ChainTarget.Tcp target)
    {
        var tcp = target.TrafficPolicy?.Object("connectionPool")?.Object("tcp");
        var proxy = new TcpProxy
        {
            IdleTimeout = tcp?.Duration("idleTimeout")?.ToProto(),
            MaxDownstreamConnectionDuration = tcp?.Duration("maxConnectionDuration")?.ToProto(),
        };
        if (target.TrafficPolicy?.Object("loadBalancer")?.Object("consistentHash")?.Flag("useSourceIp") ?? false)
        {
            proxy.HashPolicy.Add(new Envoy.Type.V3.HashPolicy { SourceIp = new() });
        }

        if (target.Destinations is [var only])
        {
            proxy.StatPrefix = only.Cluster.Name;
            proxy.Cluster = only.Cluster.Name;
        }
        else
        {
            proxy.StatPrefix = $"{target.Rule.Source.Name}.{target.Rule.Source.Namespace}";
            proxy.WeightedClusters = ToWeighted(target);
        }

        return proxy;
    }

    // Envoy refuses a cluster without weight.
    private static TcpProxy.Types.WeightedCluster ToWeighted(Ir.ChainTarget.Tcp target) => new()
    {
        Clusters =
        {
            from destination in target.Destinations
            where destination.Weight > 0
            select new TcpProxy.Types.WeightedCluster.Types.ClusterWeight { Name = destination.Cluster.Name, Weight = destination.Weight },
        },
    };
}
