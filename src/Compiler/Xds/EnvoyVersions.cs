namespace GatewayPipeline.Compiler.Xds;

/// <summary>The versions of Envoy that the output is tested in.</summary>
internal static class EnvoyVersions
{
    public const string Newest = "1.40";

    /// <summary>The oldest that is known to understand <c>retryBudget.budgetInterval</c>.</summary>
    public const string OfRetryBudgetInterval = "1.40";

    private const string Oldest = "1.36";

    /// <summary>The oldest that understands all of it.</summary>
    public static string OldestFor(EnvoyResources resources) => resources.Clusters.Any(CountsRetriesOverTime) ? OfRetryBudgetInterval : Oldest;

    private static bool CountsRetriesOverTime(ClusterV3.Cluster cluster) =>
        cluster.CircuitBreakers?.Thresholds.Any(threshold => threshold.RetryBudget?.BudgetInterval is not null) ?? false;
}
