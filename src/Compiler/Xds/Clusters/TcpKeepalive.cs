using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Probes on connections on which nothing is said: <c>connectionPool.tcp.tcpKeepalive</c>; what it leaves out is the
/// system's.
/// </summary>
internal sealed class TcpKeepalive : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } =
    [
        "connectionPool.tcp.tcpKeepalive.probes", "connectionPool.tcp.tcpKeepalive.time", "connectionPool.tcp.tcpKeepalive.interval",
    ];

    public ClusterV3.Cluster? Contribute(Ir.Cluster cluster)
    {
        if (cluster.Policy("connectionPool")?.Object("tcp")?.Object("tcpKeepalive") is not { } alive)
        {
            return null;
        }

        return new()
        {
            UpstreamConnectionOptions = new()
            {
                TcpKeepalive = new()
                {
                    KeepaliveProbes = alive.Integer("probes") is > 0 and var probes
                        ? (uint)Math.Min(probes, uint.MaxValue)
                        : null,
                    KeepaliveTime = Seconds(alive.Duration("time")),
                    KeepaliveInterval = Seconds(alive.Duration("interval")),
                },
            },
        };
    }

    private static uint? Seconds(TimeSpan? time) =>
        time is { } written ? (uint)Math.Clamp(written.TotalSeconds, 0, int.MaxValue) : null;
}
