using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Model.Services;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Bootstraps;
using GatewayPipeline.Compiler.Xds.Clusters;
using GatewayPipeline.Compiler.Xds.Listeners;
using GatewayPipeline.Compiler.Xds.Routes;
using GatewayPipeline.Compiler.Xds.Secrets;
using Google.Protobuf;

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
        ImmutableArray<XdsResource> frozen = [];
        byte[] whole = [];

        // Both write all of it in bytes, and only read the messages.
        Parallel.Invoke(
            () => frozen = Freeze(resources),
            () => whole = StaticBootstrap.Translate(resources, profile).ToDeterministicBytes());

        return new()
        {
            Resources = frozen,
            Bootstrap = BootstrapJson.Write(BootstrapTranslator.Translate(profile)),
            StaticBootstrap = whole,
            Totals = Count(resources),
            Requires = RequirementsOf(resources, envoy),
        };
    }

    private static ImmutableArray<XdsResource> Freeze(EnvoyResources resources) =>
    [
        .. Frozen(TypeUrls.Cluster, resources.Clusters, cluster => cluster.Name),
        .. Frozen(TypeUrls.ClusterLoadAssignment, resources.Endpoints, assignment => assignment.ClusterName),
        .. Frozen(TypeUrls.Listener, resources.Listeners, listener => listener.Name),
        .. Frozen(TypeUrls.RouteConfiguration, resources.RouteConfigurations, configuration => configuration.Name),
        .. Frozen(TypeUrls.Secret, resources.Secrets, secret => secret.Name),
    ];

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

    private static ImmutableArray<XdsResource> Frozen<T>(string typeUrl, ImmutableArray<T> messages, Func<T, string> name)
        where T : IMessage =>
        messages.OrderBy(name, StringComparer.Ordinal).ToList()
            .SelectInParallel(message => new XdsResource(typeUrl, name(message), message.ToDeterministicBytes()));

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
