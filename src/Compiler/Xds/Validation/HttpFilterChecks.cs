using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>The router ends the chain of HTTP filters, and nothing else does.</summary>
internal sealed class HttpFilterChecks : IResourceCheck
{
    private const string Router = "envoy.extensions.filters.http.router.v3.Router";

    public IEnumerable<ResourceProblem> Check(EnvoyResources resources)
    {
        foreach (var listener in resources.Listeners)
        {
            foreach (var (path, manager) in RouteConfigurationSite.Managers(listener))
            {
                var last = manager.HttpFilters.Count - 1;
                for (var i = 0; i <= last; i++)
                {
                    var isRouter =
                        manager.HttpFilters[i].TypedConfig?.TypeUrl.EndsWith(Router, StringComparison.Ordinal) ?? false;
                    if (isRouter != (i == last))
                    {
                        yield return new(
                            EnvoyRules.RouterNotLast, TypeUrls.Listener, listener.Name, $"{path}.http_filters[{i}]",
                            isRouter ? "the router has to be the last filter" : "the last filter has to be the router");
                    }
                }
            }
        }
    }
}
