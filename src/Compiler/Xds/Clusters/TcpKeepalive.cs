using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Probes on connections on which nothing is said: <c>connectionPool.tcp.tcpKeepalive</c>, each part over the mesh's;
/// what both leave out is the system's.
/// </summary>
internal sealed class TcpKeepalive : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } =
    [
        "connectionPool.tcp.tcpKeepalive.probes", "connectionPool.tcp.tcpKeepalive.time", "connectionPool.tcp.tcpKeepalive.interval",
    ];

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        var own = cluster.Policy("connectionPool")?.Object("tcp")?.Object("tcpKeepalive");
        var mesh = cluster.Mesh.TcpKeepalive;
        if (own is null && mesh is null)
        {
            return;
        }

        target.UpstreamConnectionOptions = new()
        {
            TcpKeepalive = new()
            {
                KeepaliveProbes = Probes(own) ?? Probes(mesh),
                KeepaliveTime = Seconds(own, "time") ?? Seconds(mesh, "time"),
                KeepaliveInterval = Seconds(own, "interval") ?? Seconds(mesh, "interval"),
            },
        };
    }

    private static uint? Probes(Fields? alive) =>
        alive?.Integer("probes") is > 0 and var probes ? (uint)Math.Min(probes, uint.MaxValue) : null;

    private static uint? Seconds(Fields? alive, string name) =>
        alive?.Duration(name) is { } written ? (uint)Math.Clamp(written.TotalSeconds, 0, int.MaxValue) : null;
}
