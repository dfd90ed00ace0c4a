using System.Net;
using Envoy.Config.Cluster.V3;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Diagnostics;
using static Envoy.Config.Cluster.V3.Cluster.Types;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Clusters whose endpoints do not fit their way of discovery, or whose settings do not go together.</summary>
internal sealed class ClusterChecks : IResourceCheck
{
    public IEnumerable<ResourceProblem> Check(EnvoyResources resources)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cluster in resources.Clusters)
        {
            if (!names.Add(cluster.Name))
            {
                yield return Problem(EnvoyRules.NameTaken, cluster, "name", $"there are two clusters '{cluster.Name}'");
            }

            if (cluster.LoadBalancingPolicy is not null && HasSettingsOfOlderPolicies(cluster.CommonLbConfig))
            {
                yield return Problem(
                    EnvoyRules.PoliciesCombined, cluster, "load_balancing_policy",
                    "it has a load balancing policy of its own, which cannot weigh localities or zones as well");
            }

            if (cluster.ClusterDiscoveryTypeCase is not Cluster.ClusterDiscoveryTypeOneofCase.Type)
            {
                continue;
            }

            foreach (var problem in Discovery(cluster))
            {
                yield return problem;
            }
        }
    }

    private static bool HasSettingsOfOlderPolicies(CommonLbConfig? common) =>
        common?.ZoneAwareLbConfig is not null
        || common?.LocalityWeightedLbConfig is not null
        || common?.ConsistentHashingLbConfig is not null;

    private static IEnumerable<ResourceProblem> Discovery(Cluster cluster)
    {
        var addresses = Addresses(cluster).ToList();
        switch (cluster.Type)
        {
            case DiscoveryType.Eds when cluster.EdsClusterConfig?.EdsConfig is null:
                yield return Problem(
                    EnvoyRules.ClusterImpossible, cluster, "eds_cluster_config",
                        "nothing says where its endpoints come from");
                break;
            case DiscoveryType.LogicalDns when addresses.Count != 1 || cluster.LoadAssignment.Endpoints.Count != 1:
                yield return Problem(
                    EnvoyRules.ClusterImpossible, cluster, "load_assignment",
                    $"a LOGICAL_DNS cluster has exactly one endpoint, this one has {addresses.Count}");
                break;
            case DiscoveryType.Static:
                foreach (var (path, address) in addresses.Where(found => !IPAddress.TryParse(found.Address, out _)))
                {
                    yield return Problem(
                        EnvoyRules.ClusterImpossible, cluster, path,
                            $"a STATIC cluster takes IP addresses only, not '{address}'");
                }

                break;
        }
    }

    private static IEnumerable<(string Path, string Address)> Addresses(Cluster cluster)
    {
        for (var locality = 0; locality < (cluster.LoadAssignment?.Endpoints.Count ?? 0); locality++)
        {
            var endpoints = cluster.LoadAssignment?.Endpoints[locality].LbEndpoints ?? [];
            for (var i = 0; i < endpoints.Count; i++)
            {
                if (endpoints[i].Endpoint?.Address?.SocketAddress is { } socket)
                {
                    yield return ($"load_assignment.endpoints[{locality}].lb_endpoints[{i}]", socket.Address);
                }
            }
        }
    }

    private static ResourceProblem Problem(Rule<string, string> rule, Cluster cluster, string path, string message) =>
        new(rule, TypeUrls.Cluster, cluster.Name, path, message);
}
