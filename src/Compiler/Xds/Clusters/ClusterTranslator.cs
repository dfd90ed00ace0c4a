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

    public static ClusterV3.Cluster Translate(Ir.Cluster cluster)
    {
        var made = Baseline(cluster);
        WriteDiscovery(cluster, made);
        if (cluster.Profile is Profile.Edge)
        {
            EdgeHardening.Harden(made);
        }

        foreach (var feature in ClusterFeatures.InOrder)
        {
            feature.Write(cluster, made);
        }

        return made;
    }

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

    private static void WriteDiscovery(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        if (LoadBalancer.IsPassthrough(cluster))
        {
            target.Type = ClusterV3.Cluster.Types.DiscoveryType.OriginalDst;
        }
        else if (cluster.Service.Resolution is Resolution.Static)
        {
            target.Type = ClusterV3.Cluster.Types.DiscoveryType.Eds;
            target.EdsClusterConfig = new() { EdsConfig = ConfigSources.Ads, ServiceName = cluster.Name };
        }
        else
        {
            target.Type = cluster.Service.Resolution is Resolution.Dns
                ? ClusterV3.Cluster.Types.DiscoveryType.StrictDns
                : ClusterV3.Cluster.Types.DiscoveryType.LogicalDns;
            target.DnsLookupFamily = ClusterV3.Cluster.Types.DnsLookupFamily.V4Only;
            target.DnsRefreshRate = cluster.Mesh.DnsRefreshRate.ToProto();
            target.RespectDnsTtl = true;
            target.LoadAssignment = EndpointTranslator.Translate(cluster);
        }
    }

    // Null if nothing differs from plain HTTP/1.1.
    private static HttpV3.HttpProtocolOptions? HttpOptions(Ir.Cluster cluster)
    {
        var options = new HttpV3.HttpProtocolOptions();
        foreach (var feature in ClusterFeatures.InOrder)
        {
            feature.WriteHttp(cluster, options);
        }

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
