using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// How much a cluster may have open at once: the counts of <c>connectionPool</c>, and <c>retryBudget</c>. What is not
/// said has no limit: Istio lifts Envoy's own of 1,024.
/// </summary>
internal sealed class CircuitBreakers : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } =
    [
        "connectionPool.tcp.maxConnections", "connectionPool.http.http1MaxPendingRequests",
        "connectionPool.http.http2MaxRequests", "connectionPool.http.maxRetries",
        "retryBudget.percent", "retryBudget.minRetryConcurrency", "retryBudget.budgetInterval",
    ];

    public void Check(Fields policy, DiagnosticBag diagnostics) => ConnectionPoolCheck.Check(policy, diagnostics);

    /// <summary>Where a cluster asks for what older Envoys do not know; null: nowhere.</summary>
    public static SourceSpan? PlaceOfInterval(Ir.Cluster cluster) =>
        cluster.Policy("retryBudget") is { } budget && BudgetInterval(budget) is not null
            ? budget.KeySpanOf("budgetInterval")
            : null;

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        var pool = cluster.Policy("connectionPool");
        var http = pool?.Object("http");
        target.CircuitBreakers = new()
        {
            Thresholds =
            {
                new ClusterV3.CircuitBreakers.Types.Thresholds
                {
                    MaxConnections = Limit(pool?.Object("tcp"), "maxConnections"),
                    MaxPendingRequests = Limit(http, "http1MaxPendingRequests"),
                    MaxRequests = Limit(http, "http2MaxRequests"),
                    MaxRetries = Limit(http, "maxRetries"),
                    RetryBudget = cluster.Policy("retryBudget") is { } budget ? ToBudget(budget) : null,
                },
            },
        };
    }

    // As a share of the requests under way. What is not said is Envoy's own default.
    private static ClusterV3.CircuitBreakers.Types.Thresholds.Types.RetryBudget ToBudget(Fields budget) => new()
    {
        BudgetPercent = budget.Number("percent") is { } percent ? new() { Value = percent } : null,
        MinRetryConcurrency = budget.Integer("minRetryConcurrency") is { } least
            ? (uint)Math.Clamp(least, 0, uint.MaxValue)
            : null,
        BudgetInterval = BudgetInterval(budget)?.ToProto(),
    };

    // Zero is Envoy's own default, which it need not be told.
    private static TimeSpan? BudgetInterval(Fields budget) =>
        budget.Duration("budgetInterval") is { } interval && interval > TimeSpan.Zero ? interval : null;

    private static uint Limit(Fields? fields, string name) =>
        fields?.Integer(name) is > 0 and <= uint.MaxValue and var limit ? (uint)limit : uint.MaxValue;
}
