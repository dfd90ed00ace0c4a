using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Names the VirtualService that a route comes from, for Istio's tools and ours.</summary>
internal sealed class Origin : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = [];

    public RouteV3.Route Contribute(Ir.Route route) => new() { Metadata = IstioMetadata.Of(route.Rule.Source) };
}
