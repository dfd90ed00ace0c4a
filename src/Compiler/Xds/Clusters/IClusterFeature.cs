using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Clusters.Localities;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>One thing that a traffic policy can say about a cluster.</summary>
internal interface IClusterFeature
{
    /// <summary>The fields that it reads, below a <c>trafficPolicy</c>.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>What a traffic policy alone says wrong.</summary>
    void Check(Fields policy, DiagnosticBag diagnostics)
    {
    }

    /// <summary>
    /// Writes its part into Envoy's cluster, in which Istio's baseline and the features before it in
    /// <see cref="ClusterFeatures.InOrder"/> have written theirs.
    /// </summary>
    void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
    }

    /// <summary>The same of how HTTP is spoken to the endpoints.</summary>
    void WriteHttp(Ir.Cluster cluster, HttpV3.HttpProtocolOptions target)
    {
    }
}

/// <summary>
/// Every feature of a traffic policy. The order decides only where two of them write the same field of Envoy's.
/// </summary>
internal static class ClusterFeatures
{
    private const string PortLevel = "portLevelSettings[].";

    private static readonly ImmutableArray<string> Prefixes = ["spec.trafficPolicy.", "spec.subsets[].trafficPolicy."];

    public static ImmutableArray<IClusterFeature> InOrder { get; } =
    [
        new LoadBalancer(),
        new LocalityLoadBalancing(),
        new ConsistentHash(),
        new BackendUtilization(),
        new CircuitBreakers(),
        new ConnectTimeout(),
        new TcpKeepalive(),
        new HttpConnections(),
        new HttpVersion(),
        new OutlierDetection(),
        new HttpErrorCodes(),
        new UpstreamTls(),
        new ProxyProtocol(),       // around the socket of the one before
        new Tunnel(),
    ];

    public static IEnumerable<string> Claims =>
        Prefixes.SelectMany(prefix => Paths.Concat(PortPaths).Select(path => prefix + path));

    private static IEnumerable<string> Paths => InOrder.SelectMany(feature => feature.Fields);

    private static IEnumerable<string> PortPaths =>
        Paths.Where(path => Ir.PortPolicy.IsPortPart(path.Split('.')[0])).Prepend("port.number").Select(path => PortLevel + path);

    /// <summary>What the traffic policies of one DestinationRule say wrong, those of single ports as well.</summary>
    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        SubsetCheck.Check(source, diagnostics);
        FailoverCheck.Check(source.Spec, diagnostics);
        var policies = source.Spec.Objects("subsets").Append(source.Spec)
            .Select(owner => owner.Object("trafficPolicy"))
            .OfType<Fields>()
            .ToList();
        PortPolicyCheck.Check(policies, diagnostics);
        foreach (var policy in policies.SelectMany(policy => policy.Objects("portLevelSettings").Prepend(policy)))
        {
            foreach (var feature in InOrder)
            {
                feature.Check(policy, diagnostics);
            }
        }
    }
}
