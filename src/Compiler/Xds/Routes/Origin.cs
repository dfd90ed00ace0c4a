using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Names the VirtualService that a route comes from, for Istio's tools and ours.</summary>
internal sealed class Origin : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = [];

    public void Write(Ir.Route route, RouteV3.Route target) => target.Metadata = IstioMetadata.Of(route.Rule.Source);
}
