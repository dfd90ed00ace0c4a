using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Routes;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>Istio's rules for <c>connectionPool</c>, of which several features read a part.</summary>
internal static class ConnectionPoolCheck
{
    private static readonly ImmutableArray<string> HttpCounts =
        ["http1MaxPendingRequests", "http2MaxRequests", "maxRequestsPerConnection", "maxRetries", "maxConcurrentStreams"];

    public static void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("connectionPool") is not { } pool)
        {
            return;
        }

        if (!pool.Has("tcp") && !pool.Has("http"))
        {
            diagnostics.Add(ValueRules.EmptyValue.At(policy.KeySpanOf("connectionPool"), "connectionPool"));
        }

        if (pool.Object("tcp") is { } tcp)
        {
            CheckCount(tcp, "maxConnections", diagnostics);
            DurationCheck.Check(tcp, "connectTimeout", diagnostics);
            DurationCheck.Check(tcp, "maxConnectionDuration", diagnostics);
            if (tcp.Duration("idleTimeout") != TimeSpan.Zero)
            {
                // Zero switches it off.
                DurationCheck.Check(tcp, "idleTimeout", diagnostics);
            }

            if (tcp.Object("tcpKeepalive") is { } alive)
            {
                DurationCheck.Check(alive, "time", diagnostics);
                DurationCheck.Check(alive, "interval", diagnostics);
            }
        }

        if (pool.Object("http") is { } http)
        {
            foreach (var count in HttpCounts)
            {
                CheckCount(http, count, diagnostics);
            }

            DurationCheck.Check(http, "idleTimeout", diagnostics);
        }
    }

    private static void CheckCount(Fields owner, string name, DiagnosticBag diagnostics)
    {
        if (owner.Integer(name) is < 0)
        {
            diagnostics.Add(ValueRules.Negative.At(owner.SpanOf(name), name));
        }
    }
}
