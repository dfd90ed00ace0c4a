using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Copies of requests whose answers nobody waits for: <c>mirror</c> and <c>mirrors</c>.</summary>
internal sealed class Mirrors : IRouteFeature
{
    /// <summary>Read when the route is lowered.</summary>
    public ImmutableArray<string> Fields { get; } = [];

    public RouteV3.Route? Contribute(Ir.Route route) => route is { Action: Ir.RouteAction.Forward, Mirrors: not [] }
        ? new() { Route_ = new() { RequestMirrorPolicies = { route.Mirrors.Select(ToPolicy) } } }
        : null;

    private static RouteV3.RouteAction.Types.RequestMirrorPolicy ToPolicy(Ir.Mirror mirror) => new()
    {
        Cluster = mirror.Cluster.Name,
        RuntimeFraction = new() { DefaultValue = Percentage.InMillionths(mirror.Percentage) },
        TraceSampled = false,
        DisableShadowHostSuffixAppend = true,
    };
}
