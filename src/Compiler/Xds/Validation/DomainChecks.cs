using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>
/// Each domain belongs to one virtual host of a route configuration, and has to be one that a host can match.
/// </summary>
internal sealed class DomainChecks : IResourceCheck
{
    public IEnumerable<ResourceProblem> Check(EnvoyResources resources) =>
        RouteConfigurationSite.In(resources).SelectMany(Check);

    private static IEnumerable<ResourceProblem> Check(RouteConfigurationSite site)
    {
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var host = 0; host < site.Configuration.VirtualHosts.Count; host++)
        {
            var virtualHost = site.Configuration.VirtualHosts[host];
            for (var i = 0; i < virtualHost.Domains.Count; i++)
            {
                var domain = virtualHost.Domains[i];
                var path = $"virtual_hosts[{host}].domains[{i}]";
                if (!taken.TryAdd(domain, virtualHost.Name))
                {
                    yield return site.Problem(
                        EnvoyRules.DomainTaken, path,
                            $"domain '{domain}' already belongs to virtual host '{taken[domain]}'");
                }

                if (domain.Length == 0 || domain.IndexOf('*', 1) is > 0 and var star && star < domain.Length - 1)
                {
                    yield return site.Problem(
                        EnvoyRules.DomainNeverMatches, path,
                            $"no host matches '{domain}': a star is a wildcard only at an end");
                }
            }
        }
    }
}
