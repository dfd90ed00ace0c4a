using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// How much a cluster may have open at once: the counts of <c>connectionPool</c>. What is not said has no limit: Istio
/// lifts Envoy's own of 1,024.
/// </summary>
internal sealed class CircuitBreakers : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } =
    [
        "connectionPool.tcp.maxConnections", "connectionPool.http.http1MaxPendingRequests",
        "connectionPool.http.http2MaxRequests", "connectionPool.http.maxRetries",
    ];

    public ClusterV3.Cluster Contribute(Ir.Cluster cluster)
    {
        var pool = cluster.Policy("connectionPool");
        var http = pool?.Object("http");

        return new()
        {
            CircuitBreakers = new()
            {
                Thresholds =
                {
                    new ClusterV3.CircuitBreakers.Types.Thresholds
                    {
                        MaxConnections = Limit(pool?.Object("tcp"), "maxConnections"),
                        MaxPendingRequests = Limit(http, "http1MaxPendingRequests"),
                        MaxRequests = Limit(http, "http2MaxRequests"),
                        MaxRetries = Limit(http, "maxRetries"),
                    },
                },
            },
        };
    }

    private static uint Limit(Fields? fields, string name) => fields?.Integer(name) is > 0 and <= uint.MaxValue and var limit ? (uint)limit : uint.MaxValue;
}
