using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using GatewayPipeline.Compiler.Xds.Clusters;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners;

/// <summary>Makes the filter that sends a connection's bytes on unread.</summary>
internal static class TcpProxyTranslator
{
    public static TcpProxy Translate(Ir.ChainTarget.Tcp target)
    {
        var proxy = new TcpProxy
        {
            IdleTimeout = target.Policy.Connections?.Duration("idleTimeout")?.ToProto(),
            MaxDownstreamConnectionDuration = target.Policy.Connections?.Duration("maxConnectionDuration")?.ToProto(),
            TunnelingConfig = target.Policy.Tunnel is { } tunnel ? Tunnel.Translate(tunnel) : null,
        };
        if (target.Policy.LoadBalancer?.Object("consistentHash")?.Flag("useSourceIp") ?? false)
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
