using System.Collections.Immutable;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>One side made ready: resources by name, and what answers requests.</summary>
internal sealed class SideView
{
    private readonly DiffSide side;

    public SideView(DiffSide side)
    {
        this.side = side;
        var resources = EnvoyResources.Parse(side.Snapshot.Resources);
        Matcher = new(resources);
        Chains = [.. resources.Listeners.SelectMany(ChainView.Of)];
        Listeners = resources.Listeners.ToDictionary(listener => listener.Name, StringComparer.Ordinal);
        Configurations = resources.RouteConfigurations
            .ToDictionary(configuration => configuration.Name, StringComparer.Ordinal);
        Clusters = resources.Clusters.ToDictionary(cluster => cluster.Name, StringComparer.Ordinal);
        Endpoints = resources.Endpoints.ToDictionary(assignment => assignment.ClusterName, StringComparer.Ordinal);
        Secrets = resources.Secrets.ToDictionary(secret => secret.Name, StringComparer.Ordinal);
    }

    public XdsSnapshot Snapshot => side.Snapshot;

    public RouteMatcher Matcher { get; }

    public ImmutableArray<ChainView> Chains { get; }

    public IReadOnlyDictionary<string, Envoy.Config.Listener.V3.Listener> Listeners { get; }

    public IReadOnlyDictionary<string, RouteConfiguration> Configurations { get; }

    public IReadOnlyDictionary<string, Cluster> Clusters { get; }

    public IReadOnlyDictionary<string, ClusterLoadAssignment> Endpoints { get; }

    public IReadOnlyDictionary<string, Secret> Secrets { get; }

    public SourceSpan? OriginOf(ChainView chain) =>
        side.Origins.FilterChains.TryGetValue(chain.Listener.Name, out var origins) && chain.Index < origins.Length
            ? origins[chain.Index]
            : null;

    public SourceSpan? OriginOf(string cluster) =>
        side.Origins.Clusters.TryGetValue(cluster, out var origin) ? origin : null;

    /// <summary>The virtual hosts of a route configuration that answer anything but 404, by domain.</summary>
    public IReadOnlyDictionary<string, HostView> HostsOf(string? configuration)
    {
        var hosts = new Dictionary<string, HostView>(StringComparer.OrdinalIgnoreCase);
        if (configuration is null || !Configurations.TryGetValue(configuration, out var found))
        {
            return hosts;
        }

        var origins = side.Origins.Hosts.GetValueOrDefault(configuration);
        foreach (var (index, host) in found.VirtualHosts.Index().Where(each => !HostView.IsBlackhole(each.Item)))
        {
            var view = new HostView(host, origins.IsDefault || index >= origins.Length ? null : origins[index]);
            foreach (var domain in host.Domains)
            {
                hosts.TryAdd(domain, view);
            }
        }

        return hosts;
    }
}
