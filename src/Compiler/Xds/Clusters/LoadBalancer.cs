using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>How an endpoint is chosen: <c>loadBalancer.simple</c>. Istio's default is the one with the least requests.</summary>
internal sealed class LoadBalancer : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } = ["loadBalancer.simple"];

    public ClusterV3.Cluster Contribute(Ir.Cluster cluster) => new()
    {
        LbPolicy = cluster.Policy("loadBalancer")?.Text("simple") switch
        {
            "RANDOM" => ClusterV3.Cluster.Types.LbPolicy.Random,
            "ROUND_ROBIN" => ClusterV3.Cluster.Types.LbPolicy.RoundRobin,
            _ => ClusterV3.Cluster.Types.LbPolicy.LeastRequest,
        },
    };
}
