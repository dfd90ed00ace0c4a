using System.Collections.Immutable;
using System.Text;
using Envoy.Config.Bootstrap.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using GatewayPipeline.Bundles;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>A small gateway to activate: listeners that route every host to a cluster, and clusters with one endpoint.</summary>
internal sealed record GatewayConfiguration
{
    /// <summary>Listener port → the cluster that it routes to.</summary>
    public ImmutableSortedDictionary<int, string> Listeners { get; init; } = ImmutableSortedDictionary<int, string>.Empty;

    /// <summary>Cluster → upstream port. Endpoints go as a resource of their own (EDS).</summary>
    public ImmutableSortedDictionary<string, int> Clusters { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Written into every cluster, so that a cluster of the same name can differ.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Written into every listener: two listeners of the same name can differ.</summary>
    public uint BufferLimit { get; init; } = 32768;

    /// <summary>A regular expression that every route matches; Envoy refuses a malformed one.</summary>
    public string? RouteRegex { get; init; }

    /// <summary>A certificate folder, relative to Envoy's working directory, that a Secret names.</summary>
    public string? MissingAccessLogFolder { get; init; }

    public GatewayConfiguration WithListener(int port, string cluster) =>
        this with { Listeners = Listeners.SetItem(port, cluster) };

    public GatewayConfiguration WithCluster(string name, int port) => this with { Clusters = Clusters.SetItem(name, port) };

    public XdsSnapshot ToSnapshot() => new()
    {
        Resources =
        [
            .. Resources().OrderBy(resource => resource.TypeUrl, StringComparer.Ordinal)
                .ThenBy(resource => resource.Name, StringComparer.Ordinal),
        ],
        Bootstrap = Encoding.UTF8.GetBytes(BootstrapJson),
        StaticBootstrap = ToStaticBootstrap().ToByteArray(),
        Totals = new()
        {
            Listeners = Listeners.Count,
            Hosts = Listeners.Count,
            Routes = Listeners.Count,
            Clusters = Clusters.Count,
            Endpoints = Clusters.Count,
        },
        Requires = new() { MinEnvoy = "1.36", MaxEnvoy = "1.40", Ports = [.. Listeners.Keys] },
    };

    public const string BootstrapJson = """
        {
          "node": { "id": "{{node.id}}", "cluster": "{{node.cluster}}" },
          "admin": { "address": { "pipe": { "path": "{{admin.socket}}", "mode": 384 } } },
          "dynamicResources": {
            "adsConfig": {
              "apiType": "DELTA_GRPC", "transportApiVersion": "V3", "setNodeOnFirstMessageOnly": true,
              "grpcServices": [{ "envoyGrpc": {
                "clusterName": "ads",
                "retryPolicy": { "retryBackOff": { "baseInterval": "0.1s", "maxInterval": "1s" } } } }]
            },
            "ldsConfig": { "ads": {}, "resourceApiVersion": "V3", "initialFetchTimeout": "0s" },
            "cdsConfig": { "ads": {}, "resourceApiVersion": "V3", "initialFetchTimeout": "0s" }
          },
          "staticResources": { "clusters": [{
            "name": "ads", "type": "STATIC", "connectTimeout": "1s",
            "typedExtensionProtocolOptions": { "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              "explicitHttpConfig": { "http2ProtocolOptions": {} } } },
            "loadAssignment": { "clusterName": "ads", "endpoints": [{ "lbEndpoints": [
              { "endpoint": { "address": { "pipe": { "path": "{{ads.socket}}" } } } }] }] }
          }] }
        }
        """;

    private IEnumerable<XdsResource> Resources()
    {
        foreach (var (name, port) in Clusters)
        {
            yield return Resource(TypeUrls.Cluster, name, ToCluster(name));
            yield return Resource(TypeUrls.ClusterLoadAssignment, name, ToEndpoints(name, port));
        }

        foreach (var (port, cluster) in Listeners)
        {
            var manager = Manager(port);
            manager.Rds = new() { RouteConfigName = RouteName(port), ConfigSource = Ads() };
            yield return Resource(TypeUrls.Listener, ListenerName(port), ToListener(port, manager));
            yield return Resource(TypeUrls.RouteConfiguration, RouteName(port), ToRoutes(port, cluster));
        }
    }

    private Bootstrap ToStaticBootstrap()
    {
        var bootstrap = new Bootstrap { Node = new() { Id = "trial", Cluster = "trial" }, StaticResources = new() };
        foreach (var (name, port) in Clusters)
        {
            var cluster = ToCluster(name);
            cluster.Type = ClusterV3.Cluster.Types.DiscoveryType.Static;
            cluster.EdsClusterConfig = null;
            cluster.LoadAssignment = ToEndpoints(name, port);
            bootstrap.StaticResources.Clusters.Add(cluster);
        }

        foreach (var (port, cluster) in Listeners)
        {
            var manager = Manager(port);
            manager.RouteConfig = ToRoutes(port, cluster);
            bootstrap.StaticResources.Listeners.Add(ToListener(port, manager));
        }

        return bootstrap;
    }

    private ClusterV3.Cluster ToCluster(string name) => new()
    {
        Name = name,
        Type = ClusterV3.Cluster.Types.DiscoveryType.Eds,
        EdsClusterConfig = new() { EdsConfig = Ads() },
        ConnectTimeout = Duration.FromTimeSpan(ConnectTimeout),
    };

    private static EndpointV3.ClusterLoadAssignment ToEndpoints(string name, int port) => new()
    {
        ClusterName = name,
        Endpoints =
        {
            new EndpointV3.LocalityLbEndpoints
            {
                LbEndpoints = { new EndpointV3.LbEndpoint { Endpoint = new() { Address = Loopback(port) } } },
            },
        },
    };

    private ListenerV3.Listener ToListener(int port, HcmV3.HttpConnectionManager manager) => new()
    {
        Name = ListenerName(port),
        Address = Loopback(port),
        PerConnectionBufferLimitBytes = BufferLimit,
        FilterChains =
        {
            new ListenerV3.FilterChain
            {
                Filters =
                {
                    new ListenerV3.Filter
                    {
                        Name = "envoy.filters.network.http_connection_manager", TypedConfig = Any.Pack(manager),
                    },
                },
            },
        },
    };

    private HcmV3.HttpConnectionManager Manager(int port)
    {
        var manager = new HcmV3.HttpConnectionManager
        {
            StatPrefix = ListenerName(port),
            HttpFilters =
            {
                new HcmV3.HttpFilter { Name = "envoy.filters.http.router", TypedConfig = Any.Pack(new Router()) },
            },
        };
        if (MissingAccessLogFolder is { } folder)
        {
            manager.AccessLog.Add(new Envoy.Config.Accesslog.V3.AccessLog
            {
                Name = "envoy.access_loggers.file",
                TypedConfig = Any.Pack(
                    new Envoy.Extensions.AccessLoggers.File.V3.FileAccessLog { Path = $"{folder}/access.log" }),
            });
        }

        return manager;
    }

    private RouteV3.RouteConfiguration ToRoutes(int port, string cluster) => new()
    {
        Name = RouteName(port),
        VirtualHosts =
        {
            new RouteV3.VirtualHost
            {
                Name = "all",
                Domains = { "*" },
                Routes =
                {
                    new RouteV3.Route
                    {
                        Match = RouteRegex is null
                            ? new() { Prefix = "/" }
                            : new() { SafeRegex = new() { Regex = RouteRegex } },
                        Route_ = new() { Cluster = cluster },
                    },
                },
            },
        },
    };

    private static XdsResource Resource(string typeUrl, string name, IMessage message) =>
        new(typeUrl, name, message.ToByteArray());

    private static CoreV3.ConfigSource Ads() =>
        new() { Ads = new(), ResourceApiVersion = CoreV3.ApiVersion.V3 };

    private static CoreV3.Address Loopback(int port) =>
        new() { SocketAddress = new() { Address = "127.0.0.1", PortValue = (uint)port } };

    private static string ListenerName(int port) => FormattableString.Invariant($"127.0.0.1_{port}");

    private static string RouteName(int port) => FormattableString.Invariant($"http.{port}");
}
