using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>One thing that a traffic policy can say about a cluster. Returns what it contributes; never changes what it is given.</summary>
internal interface IClusterFeature
{
    /// <summary>The fields that it reads, below a <c>trafficPolicy</c>.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>What a traffic policy alone says wrong.</summary>
    void Check(Fields policy, DiagnosticBag diagnostics)
    {
    }

    ClusterV3.Cluster? Contribute(Ir.Cluster cluster) => null;

    /// <summary>What it contributes to how HTTP is spoken to the endpoints.</summary>
    HttpV3.HttpProtocolOptions? ContributeHttp(Ir.Cluster cluster) => null;
}

/// <summary>Every feature of a traffic policy. The order decides only where two of them write the same field of Envoy's.</summary>
internal static class ClusterFeatures
{
    private static readonly ImmutableArray<string> Prefixes = ["spec.trafficPolicy.", "spec.subsets[].trafficPolicy."];

    public static ImmutableArray<IClusterFeature> InOrder { get; } =
    [
        new LoadBalancer(),
        new CircuitBreakers(),
        new ConnectTimeout(),
        new HttpConnections(),
        new OutlierDetection(),
    ];

    public static IEnumerable<string> Claims =>
        Prefixes.SelectMany(prefix => InOrder.SelectMany(feature => feature.Fields).Select(path => prefix + path));
}
