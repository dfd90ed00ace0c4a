using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Services;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>Makes Envoy's cluster: Istio's baseline, the profile's hardening, then what the traffic policy says.</summary>
internal static class ClusterTranslator
{
    private const string HttpProtocolOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    public static ClusterV3.Cluster Translate(Ir.Cluster cluster, Ir.Gateway gateway) =>
        ClusterFeatures.InOrder.Select(feature => feature.Contribute(cluster))
            .Prepend(gateway.Profile is Profile.Edge ? EdgeHardening.Cluster : null)
            .Prepend(Discovery(cluster, gateway))
            .Prepend(Baseline(cluster, gateway))
            .Merge();

    private static ClusterV3.Cluster Baseline(Ir.Cluster cluster, Ir.Gateway gateway)
    {
        var baseline = new ClusterV3.Cluster
        {
            Name = cluster.Name,
            AltStatName = $"{cluster.Name};",
            ConnectTimeout = gateway.Mesh.ConnectTimeout.ToProto(),
            CircuitBreakers = Unlimited(),
            CommonLbConfig = new() { HealthyPanicThreshold = new() },
            Metadata = Metadata(cluster),
        };
        if (cluster.Port.Protocol.IsHttp2())
        {
            var options = new HttpV3.HttpProtocolOptions
            {
                ExplicitHttpConfig = new() { Http2ProtocolOptions = gateway.Profile is Profile.Edge ? EdgeHardening.Http2 : new() },
            };
            baseline.TypedExtensionProtocolOptions.Add(HttpProtocolOptions, options.ToAny());
        }

        return baseline;
    }

    private static ClusterV3.Cluster Discovery(Ir.Cluster cluster, Ir.Gateway gateway)
    {
        if (cluster.Service.Resolution is Resolution.Static)
        {
            return new()
            {
                Type = ClusterV3.Cluster.Types.DiscoveryType.Eds,
                EdsClusterConfig = new() { EdsConfig = ConfigSources.Ads, ServiceName = cluster.Name },
            };
        }

        return new()
        {
            Type = cluster.Service.Resolution is Resolution.Dns
                ? ClusterV3.Cluster.Types.DiscoveryType.StrictDns
                : ClusterV3.Cluster.Types.DiscoveryType.LogicalDns,
            DnsLookupFamily = ClusterV3.Cluster.Types.DnsLookupFamily.V4Only,
            DnsRefreshRate = gateway.Mesh.DnsRefreshRate.ToProto(),
            RespectDnsTtl = true,
            LoadAssignment = EndpointTranslator.Translate(cluster),
        };
    }

    // Istio lifts Envoy's own limits of 1,024; a traffic policy can set others.
    private static ClusterV3.CircuitBreakers Unlimited() => new()
    {
        Thresholds =
        {
            new ClusterV3.CircuitBreakers.Types.Thresholds
            {
                MaxConnections = uint.MaxValue,
                MaxPendingRequests = uint.MaxValue,
                MaxRequests = uint.MaxValue,
                MaxRetries = uint.MaxValue,
            },
        },
    };

    private static CoreV3.Metadata Metadata(Ir.Cluster cluster)
    {
        var source = cluster.Service.Source;
        var service = new Struct
        {
            Fields =
            {
                ["host"] = Value.ForString(cluster.Service.Host),
                ["name"] = Value.ForString(cluster.Service.IsKubernetes ? source.Name : cluster.Service.Host),
                ["namespace"] = Value.ForString(source.Namespace),
            },
        };
        var fields = new Struct { Fields = { ["services"] = Value.ForList(Value.ForStruct(service)) } };
        if (cluster.Rule is { } rule)
        {
            fields.Fields.Add("config", Value.ForString(IstioMetadata.PathOf(rule.Source)));
        }

        if (cluster.Subset is { } subset)
        {
            fields.Fields.Add("subset", Value.ForString(subset.Name));
        }

        return IstioMetadata.Of(fields);
    }
}
