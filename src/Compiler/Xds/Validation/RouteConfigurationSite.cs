using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>A route configuration and where it stands: as a resource, or inside of a listener.</summary>
internal sealed record RouteConfigurationSite(
    string TypeUrl, string Name, string Path, RouteConfiguration Configuration)
{
    public static IEnumerable<RouteConfigurationSite> In(EnvoyResources resources)
    {
        foreach (var configuration in resources.RouteConfigurations)
        {
            yield return new(TypeUrls.RouteConfiguration, configuration.Name, "", configuration);
        }

        foreach (var listener in resources.Listeners)
        {
            foreach (var (path, manager) in Managers(listener))
            {
                if (manager.RouteConfig is { } own)
                {
                    yield return new(TypeUrls.Listener, listener.Name, $"{path}.route_config", own);
                }
            }
        }
    }

    /// <summary>The HTTP connection managers of a listener with their paths.</summary>
    public static IEnumerable<(string Path, HttpConnectionManager Manager)> Managers(Listener listener)
    {
        for (var chain = 0; chain < listener.FilterChains.Count; chain++)
        {
            for (var filter = 0; filter < listener.FilterChains[chain].Filters.Count; filter++)
            {
                var config = listener.FilterChains[chain].Filters[filter].TypedConfig;
                if (config is not null && config.Is(HttpConnectionManager.Descriptor))
                {
                    yield return ($"filter_chains[{chain}].filters[{filter}].typed_config",
                        config.Unpack<HttpConnectionManager>());
                }
            }
        }
    }

    public ResourceProblem Problem(Diagnostics.Rule<string, string> rule, string path, string message) =>
        new(rule, TypeUrl, Name, Path.Length == 0 ? path : $"{Path}.{path}", message);
}
