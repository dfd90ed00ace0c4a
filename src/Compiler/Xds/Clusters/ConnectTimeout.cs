using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// How long a connection to an endpoint may take: <c>connectionPool.tcp.connectTimeout</c>, over the mesh's.
/// </summary>
internal sealed class ConnectTimeout : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } = ["connectionPool.tcp.connectTimeout"];

    public ClusterV3.Cluster Contribute(Ir.Cluster cluster)
    {
        var own = cluster.Policy("connectionPool")?.Object("tcp")?.Duration("connectTimeout");

        return new() { ConnectTimeout = (own > TimeSpan.Zero ? own.Value : cluster.Mesh.ConnectTimeout).ToProto() };
    }
}
