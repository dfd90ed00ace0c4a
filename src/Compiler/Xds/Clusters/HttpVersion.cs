using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Which version of HTTP is spoken to the endpoints, and the settings of HTTP/2: what the port says, unless
/// <c>connectionPool.http</c> asks for HTTP/2, or for whatever the client speaks.
/// </summary>
internal sealed class HttpVersion : IClusterFeature
{
    private static readonly ImmutableArray<string> KeepAliveFields = ["interval", "timeout"];

    public ImmutableArray<string> Fields { get; } =
    [
        "connectionPool.http.h2UpgradePolicy", "connectionPool.http.useClientProtocol", "connectionPool.http.maxConcurrentStreams",
        "connectionPool.http.http2KeepAlive.interval", "connectionPool.http.http2KeepAlive.timeout",
    ];

    /// <summary>True if nothing but HTTP/2 is spoken.</summary>
    public static bool IsHttp2(Ir.Cluster cluster)
    {
        var http = cluster.Policy("connectionPool")?.Object("http");

        return IsUpgraded(http, cluster) || (cluster.Port.Protocol.IsHttp2() && !(http?.Flag("useClientProtocol") ?? false));
    }

    public void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("connectionPool")?.Object("http") is not { } http)
        {
            return;
        }

        if (Policy(http) is "UPGRADE" && (http.Flag("useClientProtocol") ?? false))
        {
            diagnostics.Add(ValueRules.OneOf.At(http.KeySpanOf("useClientProtocol"), "h2UpgradePolicy: UPGRADE and useClientProtocol"));
        }

        if (http.Object("http2KeepAlive") is { } alive)
        {
            foreach (var missing in KeepAliveFields.Where(name => !alive.Has(name)))
            {
                diagnostics.Add(SchemaRules.RequiredField.At(alive.Span, missing, "http2KeepAlive"));
            }

            foreach (var name in KeepAliveFields)
            {
                Routes.DurationCheck.Check(alive, name, diagnostics);
            }
        }
    }

    public void WriteHttp(Ir.Cluster cluster, HttpV3.HttpProtocolOptions target)
    {
        var http = cluster.Policy("connectionPool")?.Object("http");
        if (IsHttp2(cluster))
        {
            target.ExplicitHttpConfig = new() { Http2ProtocolOptions = Http2(cluster, http) };
        }
        else if (http?.Flag("useClientProtocol") ?? false)
        {
            target.UseDownstreamProtocolConfig = new() { HttpProtocolOptions = new(), Http2ProtocolOptions = Http2(cluster, http) };
        }
    }

    // The mesh upgrades only what is known to be HTTP, and only where nobody else decides.
    private static bool IsUpgraded(Fields? http, Ir.Cluster cluster) => (http is { } written ? Policy(written) : null) switch
    {
        "UPGRADE" => true,
        "DO_NOT_UPGRADE" => false,
        _ => cluster.Mesh.UpgradesHttp && cluster.Port.Protocol.IsHttp(),
    };

    private static string? Policy(Fields http) => http.Choice("h2UpgradePolicy", "DEFAULT", "DO_NOT_UPGRADE", "UPGRADE");

    private static CoreV3.Http2ProtocolOptions Http2(Ir.Cluster cluster, Fields? http)
    {
        var options = cluster.Profile is Profile.Edge ? EdgeHardening.Http2 : new();
        if (http?.Integer("maxConcurrentStreams") is > 0 and var streams)
        {
            options.MaxConcurrentStreams = (uint)Math.Min(streams, int.MaxValue);
        }

        if (http?.Object("http2KeepAlive") is { } alive)
        {
            options.ConnectionKeepalive = new()
            {
                Interval = alive.Duration("interval")?.ToProto(),
                Timeout = alive.Duration("timeout")?.ToProto(),
            };
        }

        return options;
    }
}
