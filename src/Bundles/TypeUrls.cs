using System.Collections.Immutable;

namespace GatewayPipeline.Bundles;

/// <summary>The type URLs that a bundle's resources may have. Only names: no schema is known here.</summary>
public static class TypeUrls
{
    public const string Cluster = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
    public const string ClusterLoadAssignment = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
    public const string Secret = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";
    public const string Listener = "type.googleapis.com/envoy.config.listener.v3.Listener";
    public const string RouteConfiguration = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";

    /// <summary>Make before break: what is pointed at comes before what points at it.</summary>
    public static ImmutableArray<string> InActivationOrder { get; } =
        [Cluster, ClusterLoadAssignment, Secret, Listener, RouteConfiguration];
}
