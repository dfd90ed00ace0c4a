using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// How an endpoint is chosen: <c>loadBalancer.simple</c>, and how new endpoints are warmed up. Istio's default is the
/// one with the least requests. What a hash decides is <see cref="ConsistentHash"/>'s.
/// </summary>
internal sealed class LoadBalancer : IClusterFeature
{
    private const string Passthrough = "PASSTHROUGH";
    private const double DefaultMinimumPercent = 10;
    private const double DefaultAggression = 1;

    // Envoy lets its runtime change this value, and wants a name for it.
    private const string AggressionKey = "upstream.slow_start.aggression";

    public ImmutableArray<string> Fields { get; } =
    [
        "loadBalancer.simple", "loadBalancer.warmupDurationSecs",
        "loadBalancer.warmup.duration", "loadBalancer.warmup.minimumPercent", "loadBalancer.warmup.aggression",
    ];

    /// <summary>No endpoint is chosen: the connection goes where the client's went.</summary>
    public static bool IsPassthrough(Ir.Cluster cluster) => cluster.Policy("loadBalancer") is { } balancer && Simple(balancer) is Passthrough;

    public void Check(Model.Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("loadBalancer") is not { } balancer)
        {
            return;
        }

        if (Simple(balancer) is Passthrough)
        {
            diagnostics.Add(TrafficPolicyRules.OriginalDestination.At(balancer.SpanOf("simple"), Passthrough)
                .WithHelp("choose LEAST_REQUEST, and list the endpoints"));
        }

        if (balancer.Object("warmup") is { } warmup)
        {
            Routes.DurationCheck.Check(warmup, "duration", diagnostics);
            if (warmup.Number("aggression") is <= 0)
            {
                diagnostics.Add(SchemaRules.OutOfRange.At(warmup.SpanOf("aggression"), "aggression", "greater than 0"));
            }
        }
    }

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        var balancer = cluster.Policy("loadBalancer");
        if (balancer is { } hashing && ConsistentHash.IsAskedBy(hashing))
        {
            return;
        }

        var slowStart = balancer is { } written ? SlowStart(written) : null;
        switch (balancer is { } chosen ? Simple(chosen) : null)
        {
            case Passthrough:
                target.LbPolicy = ClusterV3.Cluster.Types.LbPolicy.ClusterProvided;
                break;
            case "RANDOM":
                target.LbPolicy = ClusterV3.Cluster.Types.LbPolicy.Random;
                break;
            case "ROUND_ROBIN":
                target.LbPolicy = ClusterV3.Cluster.Types.LbPolicy.RoundRobin;
                target.RoundRobinLbConfig = slowStart is null ? null : new() { SlowStartConfig = slowStart };
                break;
            default:
                target.LbPolicy = ClusterV3.Cluster.Types.LbPolicy.LeastRequest;
                target.LeastRequestLbConfig = slowStart is null ? null : new() { SlowStartConfig = slowStart };
                break;
        }
    }

    private static string? Simple(Model.Fields balancer) =>
        balancer.Choice("simple", "UNSPECIFIED", "LEAST_CONN", "RANDOM", "PASSTHROUGH", "ROUND_ROBIN", "LEAST_REQUEST");

    private static ClusterV3.Cluster.Types.SlowStartConfig? SlowStart(Model.Fields balancer)
    {
        if (balancer.Object("warmup") is not { } warmup)
        {
            return balancer.Duration("warmupDurationSecs") is { } window
                ? new() { SlowStartWindow = window.ToProto() }
                : null;
        }

        return new()
        {
            SlowStartWindow = warmup.Duration("duration")?.ToProto(),
            MinWeightPercent = new() { Value = warmup.Number("minimumPercent") ?? DefaultMinimumPercent },
            Aggression = new()
            {
                DefaultValue = warmup.Number("aggression") ?? DefaultAggression,
                RuntimeKey = AggressionKey,
            },
        };
    }
}
