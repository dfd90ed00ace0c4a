using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Statistics of its own for the requests of one alternative: <c>match[].statPrefix</c>.</summary>
internal sealed class StatPrefix : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = ["match[].statPrefix"];

    public RouteV3.Route? Contribute(Ir.Route route) =>
        route.Match?.Text("statPrefix") is { Length: > 0 } prefix ? new() { StatPrefix = prefix } : null;
}
