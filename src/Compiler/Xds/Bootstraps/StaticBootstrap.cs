using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Secrets;
using Google.Protobuf;
using ConnectionManager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace GatewayPipeline.Compiler.Xds.Bootstraps;

/// <summary>
/// The whole configuration as one bootstrap that needs no agent: routes stand in their listeners, endpoints in their
/// clusters, certificates as the names of files. For a trial load on the gateway, and for a stock Envoy. Resources are
/// frozen before, and stand in it with the bytes that they have by themselves.
/// </summary>
internal sealed class StaticBootstrap(EnvoyResources resources, FrozenResources frozen)
{
    private static readonly WireField StaticType =
        WireField.OfEnum(ClusterV3.Cluster.TypeFieldNumber, (int)ClusterV3.Cluster.Types.DiscoveryType.Static);

    private readonly InlineSecrets secrets = new(resources.Secrets);

    public byte[] Write(Profile profile)
    {
        var bootstrap = ProcessLimits.Of(profile);
        bootstrap.Node = new() { Id = "static", Cluster = "static" };
        var listeners = WireField.OfMessages(
            BootstrapV3.Bootstrap.Types.StaticResources.ListenersFieldNumber,
            [.. resources.Listeners.Select(listener => WirePieces.Of(WithRoutes(listener)))]);
        var clusters = WireField.OfMessages(
            BootstrapV3.Bootstrap.Types.StaticResources.ClustersFieldNumber,
            resources.Clusters.SelectInParallel(WithEndpoints));

        return WireField.Exchange(
            bootstrap.ToDeterministicBytes(),
            WireField.OfMessages(
                BootstrapV3.Bootstrap.StaticResourcesFieldNumber, [WireField.Exchange([], listeners, clusters)])).ToArray();
    }

    private byte[] WithRoutes(ListenerV3.Listener listener)
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
                // The one instead of the other: both are of one choice.
                filter.TypedConfig.Value = UnsafeByteOperations.UnsafeWrap(WireField.Exchange(
                    manager.ToDeterministicBytes(),
                    WireField.None(ConnectionManager.RdsFieldNumber),
                    WireField.OfMessage(ConnectionManager.RouteConfigFieldNumber, frozen.RouteConfiguration(rds.RouteConfigName)))
                    .ToArray());
            }
        }

        return copy.ToDeterministicBytes();
    }

    private WirePieces WithEndpoints(ClusterV3.Cluster cluster)
    {
        var bytes = frozen.Cluster(cluster.Name);
        if (cluster.TransportSocket is { } socket)
        {
            var inline = socket.Clone();
            inline.TypedConfig = secrets.Resolve(inline.TypedConfig);
            bytes = WireField.Exchange(
                bytes, WireField.OfMessage(ClusterV3.Cluster.TransportSocketFieldNumber, inline.ToDeterministicBytes())).ToArray();
        }

        return cluster.EdsClusterConfig is null
            ? WirePieces.Of(bytes)
            : WireField.Exchange(
                bytes,
                StaticType,
                WireField.None(ClusterV3.Cluster.EdsClusterConfigFieldNumber),
                WireField.OfMessage(ClusterV3.Cluster.LoadAssignmentFieldNumber, frozen.Endpoints(cluster.Name)));
    }
}
