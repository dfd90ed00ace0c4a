using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>
/// Endpoints of one place rather than of another: <c>loadBalancer.localityLbSetting</c> and
/// <c>loadBalancer.zoneAwareLbSetting</c>.
/// </summary>
internal sealed class LocalityLoadBalancing : IClusterFeature
{
    private static readonly ImmutableArray<string> Shared = ["enabled", "failover[].from", "failover[].to", "failoverPriority"];

    public ImmutableArray<string> Fields { get; } =
    [
        .. Shared.Concat(["distribute[].from", "distribute[].to"]).Select(field => $"loadBalancer.localityLbSetting.{field}"),
        .. Shared.Append("minClusterSize").Select(field => $"loadBalancer.zoneAwareLbSetting.{field}"),
    ];

    /// <summary>The endpoints by place, with the weights and priorities that the policy gives them.</summary>
    public static IEnumerable<LocalityGroup> Arrange(IEnumerable<Endpoint> endpoints, Ir.Cluster cluster)
    {
        var policy = LocalityPolicy.Of(cluster);
        IReadOnlyList<LocalityGroup> groups =
        [
            .. endpoints.GroupBy(endpoint => endpoint.Locality, StringComparer.Ordinal)
                .OrderBy(locality => locality.Key, StringComparer.Ordinal)
                .Select(locality => LocalityGroup.Of(Locality.Parse(locality.Key), locality)),
        ];
        if (policy.Distribute is not [])
        {
            return LocalityShares.Apply(groups, policy, cluster.Fleet.Locality);
        }

        if (!policy.FailsOver)
        {
            return groups;
        }

        // As in Istio, labels count only for endpoints that the tree lists.
        var byLabel = policy.FailoverPriority is not [] && cluster.Service.Resolution is Resolution.Static;
        if (byLabel)
        {
            groups = [.. LabelPriorities.Apply(groups, policy, cluster.Fleet.Labels)];
        }

        return policy.FailoverPriority is not [] && policy.Failover is []
            ? groups
            : LocalityFailover.Apply(groups, policy, cluster.Fleet.Locality);
    }

    public void Check(Fields policy, DiagnosticBag diagnostics) => LocalityCheck.Check(policy, diagnostics);

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        var policy = LocalityPolicy.Of(cluster);
        if (policy.ZoneAware is { } zones)
        {
            target.CommonLbConfig.ZoneAwareLbConfig = ToZoneAware(zones, policy);
        }
        else if (policy.Distribute is not [] || (policy.FailsOver && (policy.Failover is not [] || policy.FailoverPriority is not [])))
        {
            target.CommonLbConfig.LocalityWeightedLbConfig = new();
        }
    }

    private static ClusterV3.Cluster.Types.CommonLbConfig.Types.ZoneAwareLbConfig ToZoneAware(Fields zones, LocalityPolicy policy) => new()
    {
        RoutingEnabled = policy.IsEnabled ? null : new() { Value = 0 },
        MinClusterSize = policy.IsEnabled && zones.Integer("minClusterSize") is > 0 and var size ? (ulong)size : null,
    };
}
