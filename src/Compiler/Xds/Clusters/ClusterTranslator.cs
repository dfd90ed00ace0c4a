using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Services;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Makes Envoy's cluster: Istio's baseline, the profile's hardening, then what the traffic policy says.
/// </summary>
internal static class ClusterTranslator
{
    private const string HttpProtocolOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    public static ClusterV3.Cluster Translate(Ir.Cluster cluster) =>
        ClusterFeatures.InOrder.Select(feature => feature.Contribute(cluster))
            .Prepend(cluster.Profile is Profile.Edge ? EdgeHardening.Cluster : null)
            .Prepend(Discovery(cluster))
            .Prepend(Baseline(cluster))
            .Merge();

    private static ClusterV3.Cluster Baseline(Ir.Cluster cluster)
    {
        var baseline = new ClusterV3.Cluster
        {
            Name = cluster.Name,
            AltStatName = $"{cluster.Name};",
            CommonLbConfig = new() { HealthyPanicThreshold = new() },
            Metadata = Metadata(cluster),
        };
        if (HttpOptions(cluster) is { } options)
        {
            baseline.TypedExtensionProtocolOptions.Add(HttpProtocolOptions, options.ToAny());
        }

        return baseline;
    }

    private static ClusterV3.Cluster Discovery(Ir.Cluster cluster)
    {
        if (LoadBalancer.IsPassthrough(cluster))
        {
            return new() { Type = ClusterV3.Cluster.Types.DiscoveryType.OriginalDst };
        }

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
            DnsRefreshRate = cluster.Mesh.DnsRefreshRate.ToProto(),
            RespectDnsTtl = true,
            LoadAssignment = EndpointTranslator.Translate(cluster),
        };
    }

    // Null if nothing differs from plain HTTP/1.1.
    private static HttpV3.HttpProtocolOptions? HttpOptions(Ir.Cluster cluster)
    {
        var options = ClusterFeatures.InOrder.Select(feature => feature.ContributeHttp(cluster)).Merge();
        if (options.CalculateSize() is 0)
        {
            return null;
        }

        // Envoy wants a version to be named as soon as anything is said.
        if (options.UpstreamProtocolOptionsCase is HttpV3.HttpProtocolOptions.UpstreamProtocolOptionsOneofCase.None)
        {
            options.ExplicitHttpConfig = new() { HttpProtocolOptions = new() };
        }

        return options;
    }

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
