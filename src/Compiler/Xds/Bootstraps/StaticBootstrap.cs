using GatewayPipeline.Compiler.Xds.Secrets;
using ConnectionManager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace GatewayPipeline.Compiler.Xds.Bootstraps;

/// <summary>
/// The whole configuration as one bootstrap that needs no agent: routes stand in their listeners, endpoints in their
/// clusters, certificates as the names of files. For a trial load on the gateway, and for a stock Envoy.
/// </summary>
internal static class StaticBootstrap
{
    public static BootstrapV3.Bootstrap Translate(EnvoyResources resources, Profile profile)
    {
        var routes =
            resources.RouteConfigurations.ToDictionary(configuration => configuration.Name, StringComparer.Ordinal);
        var endpoints = resources.Endpoints.ToDictionary(assignment => assignment.ClusterName, StringComparer.Ordinal);
        var secrets = new InlineSecrets(resources.Secrets);
        var bootstrap = ProcessLimits.Of(profile);
        bootstrap.Node = new() { Id = "static", Cluster = "static" };
        bootstrap.StaticResources = new()
        {
            Listeners = { resources.Listeners.Select(listener => WithRoutes(listener, routes, secrets)) },
            Clusters = { resources.Clusters.Select(cluster => WithEndpoints(cluster, endpoints, secrets)) },
        };

        return bootstrap;
    }

    private static ListenerV3.Listener WithRoutes(
        ListenerV3.Listener listener, Dictionary<string, RouteV3.RouteConfiguration> routes, InlineSecrets secrets)
    {
        var copy = listener.Clone();
        foreach (var socket in copy.FilterChains.Select(chain => chain.TransportSocket).OfType<CoreV3.TransportSocket>())
        {
            socket.TypedConfig = secrets.Resolve(socket.TypedConfig);
        }

        foreach (var filter in copy.FilterChains.SelectMany(chain => chain.Filters))
        {
            if (filter.TypedConfig.TryUnpack<ConnectionManager>(out var manager) && manager.Rds is { } rds)
            {
                manager.RouteConfig = routes[rds.RouteConfigName];
                filter.TypedConfig = manager.ToAny();
            }
        }

        return copy;
    }

    private static ClusterV3.Cluster WithEndpoints(
        ClusterV3.Cluster cluster, Dictionary<string, EndpointV3.ClusterLoadAssignment> endpoints, InlineSecrets secrets)
    {
        var copy = cluster.Clone();
        if (copy.TransportSocket is { } socket)
        {
            socket.TypedConfig = secrets.Resolve(socket.TypedConfig);
        }

        if (copy.EdsClusterConfig is not null)
        {
            copy.EdsClusterConfig = null;
            copy.Type = ClusterV3.Cluster.Types.DiscoveryType.Static;
            copy.LoadAssignment = endpoints[cluster.Name];
        }

        return copy;
    }
}
