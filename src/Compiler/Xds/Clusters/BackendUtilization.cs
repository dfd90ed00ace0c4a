using System.Collections.Immutable;
using Envoy.Extensions.LoadBalancingPolicies.ClientSideWeightedRoundRobin.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Endpoints are weighed by the load that they report in their answers: <c>loadBalancer.backendUtilization</c>.
/// </summary>
internal sealed class BackendUtilization : IClusterFeature
{
    private const string PolicyName = "envoy.load_balancing_policies.client_side_weighted_round_robin";
    private const float Percent = 100;

    private static readonly ImmutableArray<string> Exclusive = ["simple", "consistentHash"];

    private static readonly ImmutableArray<string> Periods =
        ["weightUpdatePeriod", "weightExpirationPeriod", "weightStabilizationPeriod"];

    public ImmutableArray<string> Fields { get; } =
    [
        .. Periods.Concat(["errorUtilizationPenaltyPercent", "metricNamesForComputingUtilization"])
            .Select(name => $"loadBalancer.backendUtilization.{name}"),
    ];

    public void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("loadBalancer") is not { } balancer || balancer.Object("backendUtilization") is not { } utilization)
        {
            return;
        }

        foreach (var other in Exclusive.Where(balancer.Has))
        {
            diagnostics.Add(ValueRules.SeveralForms.At(balancer.KeySpanOf(other), $"{other}, backendUtilization"));
        }

        foreach (var period in Periods)
        {
            Routes.DurationCheck.Check(utilization, period, diagnostics);
        }
    }

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        if (cluster.Policy("loadBalancer")?.Object("backendUtilization") is { } utilization)
        {
            target.LoadBalancingPolicy = new()
            {
                Policies =
                {
                    new ClusterV3.LoadBalancingPolicy.Types.Policy
                    {
                        TypedExtensionConfig = new() { Name = PolicyName, TypedConfig = ToRoundRobin(utilization).ToAny() },
                    },
                },
            };
        }
    }

    private static ClientSideWeightedRoundRobin ToRoundRobin(Fields utilization) => new()
    {
        WeightUpdatePeriod = utilization.Duration("weightUpdatePeriod")?.ToProto(),
        WeightExpirationPeriod = utilization.Duration("weightExpirationPeriod")?.ToProto(),
        BlackoutPeriod = utilization.Duration("weightStabilizationPeriod")?.ToProto(),
        ErrorUtilizationPenalty = utilization.Integer("errorUtilizationPenaltyPercent") is { } penalty ? penalty / Percent : null,
        MetricNamesForComputingUtilization = { utilization.Texts("metricNamesForComputingUtilization").Select(name => name.Value) },
    };
}
