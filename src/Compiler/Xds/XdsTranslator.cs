using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Model.Services;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Bootstraps;
using GatewayPipeline.Compiler.Xds.Clusters;
using GatewayPipeline.Compiler.Xds.Listeners;
using GatewayPipeline.Compiler.Xds.Routes;
using GatewayPipeline.Compiler.Xds.Secrets;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>From one gateway to Envoy's messages, and from those to a frozen snapshot.</summary>
internal static class XdsTranslator
{
    public static EnvoyResources Translate(
        Ir.Gateway gateway, ListenerPlacement placement, string certificates) => new()
    {
        Listeners = [.. gateway.Listeners.Select(listener => ListenerTranslator.Translate(listener, gateway, placement))],
        RouteConfigurations = [.. gateway.RouteConfigurations.Select(RouteTranslator.Translate)],
        Clusters = gateway.Clusters.SelectInParallel(ClusterTranslator.Translate),
        Endpoints = gateway.Clusters.Where(HasEndpoints).ToList().SelectInParallel(EndpointTranslator.Translate),
        Secrets = SecretTranslator.Translate(gateway, certificates),
    };

    // The tree lists them. All others Envoy finds itself.
    private static bool HasEndpoints(Ir.Cluster cluster) =>
        cluster.Service.Resolution is Resolution.Static && !LoadBalancer.IsPassthrough(cluster);

    /// <param name="envoy">The oldest Envoy that has to run it; null: the oldest that can.</param>
    public static XdsSnapshot Freeze(EnvoyResources resources, Profile profile, Version? envoy)
    {
        var frozen = new FrozenResources(resources);
        byte[] bootstrap = [];
        byte[] whole = [];

        // To write JSON, all of Envoy's API is read first: time enough for the other.
        Parallel.Invoke(
            () => bootstrap = BootstrapJson.Write(BootstrapTranslator.Translate(profile)),
            () => whole = new StaticBootstrap(resources, frozen).Write(profile));

        return new()
        {
            Resources = frozen.ToSnapshot(),
            Bootstrap = bootstrap,
            StaticBootstrap = whole,
            Totals = Count(resources),
            Requires = RequirementsOf(resources, envoy),
        };
    }

    private static SnapshotRequirements RequirementsOf(EnvoyResources resources, Version? envoy) => new()
    {
        MinEnvoy = EnvoyVersions.OldestFor(resources, envoy),
        MaxEnvoy = EnvoyVersions.Newest,
        Ports =
        [
            .. resources.Listeners
                .Select(listener => listener.Address.SocketAddress)
                .OfType<CoreV3.SocketAddress>()
                .Select(socket => (int)socket.PortValue)
                .Distinct()
                .Order(),
        ],
        CertificateFiles = CertificateFiles.In(resources),
    };

    private static SnapshotTotals Count(EnvoyResources resources)
    {
        var hosts = resources.RouteConfigurations.SelectMany(configuration => configuration.VirtualHosts).ToList();

        return new()
        {
            Listeners = resources.Listeners.Length,
            Hosts = hosts.Where(host => host.Routes.Count > 0).Sum(host => host.Domains.Count),
            Routes = hosts.Sum(host => host.Routes.Count),
            Clusters = resources.Clusters.Length,
            Endpoints = resources.Endpoints.Concat(resources.Clusters.Select(cluster => cluster.LoadAssignment).OfType<EndpointV3.ClusterLoadAssignment>())
                .Sum(assignment => assignment.Endpoints.Sum(locality => locality.LbEndpoints.Count)),
        };
    }
}
