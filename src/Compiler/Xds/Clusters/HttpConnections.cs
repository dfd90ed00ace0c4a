using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>How long and for how many requests a connection to an endpoint is kept: <c>connectionPool</c>.</summary>
internal sealed class HttpConnections : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } =
    [
        "connectionPool.http.maxRequestsPerConnection", "connectionPool.http.idleTimeout",
        "connectionPool.tcp.idleTimeout", "connectionPool.tcp.maxConnectionDuration",
    ];

    public void WriteHttp(Ir.Cluster cluster, HttpV3.HttpProtocolOptions target)
    {
        if (cluster.Policy("connectionPool") is not { } pool)
        {
            return;
        }

        var options = new CoreV3.HttpProtocolOptions
        {
            IdleTimeout = (pool.Object("http")?.Duration("idleTimeout") ?? pool.Object("tcp")?.Duration("idleTimeout"))?.ToProto(),
            MaxConnectionDuration = pool.Object("tcp")?.Duration("maxConnectionDuration")?.ToProto(),
        };
        if (pool.Object("http")?.Integer("maxRequestsPerConnection") is > 0 and <= uint.MaxValue and var requests)
        {
            options.MaxRequestsPerConnection = (uint)requests;
        }

        target.CommonHttpProtocolOptions = options.CalculateSize() is 0 ? null : options;
    }
}
