using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>
/// Clusters that routes name and nobody defines: over a discovery service Envoy takes such a route and answers 503.
/// </summary>
internal sealed class ClusterReferenceChecks : IResourceCheck
{
    public IEnumerable<ResourceProblem> Check(EnvoyResources resources)
    {
        var known = resources.Clusters.Select(cluster => cluster.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var site in RouteConfigurationSite.In(resources))
        {
            for (var host = 0; host < site.Configuration.VirtualHosts.Count; host++)
            {
                var routes = site.Configuration.VirtualHosts[host].Routes;
                for (var route = 0; route < routes.Count; route++)
                {
                    foreach (var (path, cluster) in References(routes[route].Route_))
                    {
                        if (!known.Contains(cluster))
                        {
                            yield return site.Problem(
                                EnvoyRules.ClusterUnknown,
                                $"virtual_hosts[{host}].routes[{route}].route.{path}",
                                $"cluster '{cluster}' does not exist, so these requests get 503");
                        }
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Path, string Cluster)> References(RouteAction? action)
    {
        if (action is null)
        {
            yield break;
        }

        if (action.ClusterSpecifierCase is RouteAction.ClusterSpecifierOneofCase.Cluster)
        {
            yield return ("cluster", action.Cluster);
        }

        for (var i = 0; i < (action.WeightedClusters?.Clusters.Count ?? 0); i++)
        {
            if (action.WeightedClusters?.Clusters[i].Name is { Length: > 0 } name)
            {
                yield return ($"weighted_clusters.clusters[{i}]", name);
            }
        }

        for (var i = 0; i < action.RequestMirrorPolicies.Count; i++)
        {
            if (action.RequestMirrorPolicies[i].Cluster is { Length: > 0 } name)
            {
                yield return ($"request_mirror_policies[{i}]", name);
            }
        }
    }
}
