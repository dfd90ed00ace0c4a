using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>What is to be done with one request that a route forwards.</summary>
internal sealed record ForwardPlan(RouteDecision Decision, UpstreamCluster Cluster, string OriginalPath)
{
    /// <summary>The path with its query as the upstream sees it.</summary>
    public string Path => Decision.Path;

    /// <summary>Time for the whole answer; null: as long as it takes.</summary>
    public TimeSpan? Timeout => Decision.Timeout > TimeSpan.Zero ? Decision.Timeout : null;

    public RetryPlan Retries { get; } = new(Decision.Retries);
}
