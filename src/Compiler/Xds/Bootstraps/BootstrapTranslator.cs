using GatewayPipeline.Bundles;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Bootstraps;

/// <summary>
/// Makes Envoy's bootstrap: how it reaches the agent, and the limits of the process. It holds nothing of the tree, so
/// that a change of routes never needs a restart.
/// </summary>
internal static class BootstrapTranslator
{
    private const string AdsCluster = "ads";
    private const string HttpProtocolOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    /// <summary>The bootstrap of a gateway beside an agent, with holes for what only the gateway knows.</summary>
    public static BootstrapV3.Bootstrap Translate(Profile profile)
    {
        var bootstrap = ProcessLimits.Of(profile);
        bootstrap.Node = new() { Id = BootstrapHoles.NodeId, Cluster = BootstrapHoles.NodeCluster };
        bootstrap.Admin = new() { Address = new() { Pipe = new() { Path = BootstrapHoles.AdminSocket, Mode = Convert.ToUInt32("600", 8) } } };
        bootstrap.DynamicResources = new()
        {
            AdsConfig = AdsConfig(),
            LdsConfig = ConfigSources.Ads,
            CdsConfig = ConfigSources.Ads,
        };
        bootstrap.StaticResources = new() { Clusters = { Ads() } };

        return bootstrap;
    }

    // Without set_node_on_first_message_only every request would repeat the list of Envoy's 500 extensions.
    private static CoreV3.ApiConfigSource AdsConfig() => new()
    {
        ApiType = CoreV3.ApiConfigSource.Types.ApiType.DeltaGrpc,
        TransportApiVersion = CoreV3.ApiVersion.V3,
        SetNodeOnFirstMessageOnly = true,
        GrpcServices =
        {
            new CoreV3.GrpcService
            {
                EnvoyGrpc = new() { ClusterName = AdsCluster, RetryPolicy = new() { RetryBackOff = QuickReconnect() } },
            },
        },
    };

    // The agent is on the same host: there is nobody to spare by waiting long.
    private static CoreV3.BackoffStrategy QuickReconnect() => new()
    {
        BaseInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)),
        MaxInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
    };

    private static ClusterV3.Cluster Ads() => new()
    {
        Name = AdsCluster,
        Type = ClusterV3.Cluster.Types.DiscoveryType.Static,
        ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
        TypedExtensionProtocolOptions =
        {
            [HttpProtocolOptions] = new HttpV3.HttpProtocolOptions
            {
                ExplicitHttpConfig = new() { Http2ProtocolOptions = new() },
            }.ToAny(),
        },
        LoadAssignment = new()
        {
            ClusterName = AdsCluster,
            Endpoints =
            {
                new EndpointV3.LocalityLbEndpoints
                {
                    LbEndpoints =
                    {
                        new EndpointV3.LbEndpoint { Endpoint = new() { Address = new() { Pipe = new() { Path = BootstrapHoles.AdsSocket } } } },
                    },
                },
            },
        },
    };
}
