using System.Collections.Immutable;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Compiler;

/// <summary>The resources of a snapshot as Envoy's own messages: to match requests against, and to show.</summary>
public sealed record EnvoyResources
{
    public ImmutableArray<Listener> Listeners { get; init; } = [];

    public ImmutableArray<RouteConfiguration> RouteConfigurations { get; init; } = [];

    public ImmutableArray<Cluster> Clusters { get; init; } = [];

    public ImmutableArray<ClusterLoadAssignment> Endpoints { get; init; } = [];

    /// <summary>Certificates, as the names of files.</summary>
    public ImmutableArray<Secret> Secrets { get; init; } = [];

    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">A resource is not what its type URL says.</exception>
    public static EnvoyResources Parse(IEnumerable<XdsResource> resources)
    {
        var byType =
            resources.ToLookup(resource => resource.TypeUrl, resource => resource.Value, StringComparer.Ordinal);

        return new()
        {
            Listeners = [.. byType[TypeUrls.Listener].Select(bytes => Listener.Parser.ParseFrom(bytes.Span))],
            RouteConfigurations = [.. byType[TypeUrls.RouteConfiguration].Select(bytes => RouteConfiguration.Parser.ParseFrom(bytes.Span))],
            Clusters = [.. byType[TypeUrls.Cluster].Select(bytes => Cluster.Parser.ParseFrom(bytes.Span))],
            Endpoints = [.. byType[TypeUrls.ClusterLoadAssignment].Select(bytes => ClusterLoadAssignment.Parser.ParseFrom(bytes.Span))],
            Secrets = [.. byType[TypeUrls.Secret].Select(bytes => Secret.Parser.ParseFrom(bytes.Span))],
        };
    }
}
