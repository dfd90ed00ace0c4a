using GatewayPipeline.Compiler.Model.Checks;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>The versions of Envoy that the output is tested in.</summary>
internal static class EnvoyVersions
{
    public static string Newest { get; } = $"1.{FleetCheck.NewestEnvoy}";

    /// <summary>The oldest that is known to understand <c>retryBudget.budgetInterval</c>.</summary>
    public const string OfRetryBudgetInterval = "1.40";

    private static string Oldest { get; } = $"1.{FleetCheck.OldestEnvoy}";

    /// <summary>The oldest that understands all of it, and is not older than what the fleet has.</summary>
    public static string OldestFor(EnvoyResources resources, Version? ofFleet)
    {
        var needed = resources.Clusters.Any(CountsRetriesOverTime) ? OfRetryBudgetInterval : Oldest;

        return ofFleet > Version.Parse(needed) ? ofFleet.ToString() : needed;
    }

    private static bool CountsRetriesOverTime(ClusterV3.Cluster cluster) =>
        cluster.CircuitBreakers?.Thresholds.Any(threshold => threshold.RetryBudget?.BudgetInterval is not null) ?? false;
}
