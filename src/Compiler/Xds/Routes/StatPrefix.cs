using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Statistics of its own for the requests of one alternative: <c>match[].statPrefix</c>.</summary>
internal sealed class StatPrefix : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = ["match[].statPrefix"];

    public void Write(Ir.Route route, RouteV3.Route target) => target.StatPrefix = route.Match?.Text("statPrefix") ?? "";
}
