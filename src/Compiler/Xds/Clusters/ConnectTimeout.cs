using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// How long a connection to an endpoint may take: <c>connectionPool.tcp.connectTimeout</c>, over the mesh's.
/// </summary>
internal sealed class ConnectTimeout : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } = ["connectionPool.tcp.connectTimeout"];

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        var own = cluster.Policy("connectionPool")?.Object("tcp")?.Duration("connectTimeout");
        target.ConnectTimeout = (own > TimeSpan.Zero ? own.Value : cluster.Mesh.ConnectTimeout).ToProto();
    }
}
