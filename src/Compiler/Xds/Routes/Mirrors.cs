using System.Collections.Immutable;
using Envoy.Type.V3;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Copies of requests whose answers nobody waits for: <c>mirror</c> and <c>mirrors</c>.</summary>
internal sealed class Mirrors : IRouteFeature
{
    private const double Millionths = 10_000;

    /// <summary>Read when the route is lowered.</summary>
    public ImmutableArray<string> Fields { get; } = [];

    public RouteV3.Route? Contribute(Ir.Route route) => route is { Action: Ir.RouteAction.Forward, Mirrors: not [] }
        ? new() { Route_ = new() { RequestMirrorPolicies = { route.Mirrors.Select(ToPolicy) } } }
        : null;

    private static RouteV3.RouteAction.Types.RequestMirrorPolicy ToPolicy(Ir.Mirror mirror) => new()
    {
        Cluster = mirror.Cluster.Name,
        RuntimeFraction = new()
        {
            DefaultValue = new()
            {
                Numerator = (uint)Math.Round(Math.Clamp(mirror.Percentage, 0, 100) * Millionths),
                Denominator = FractionalPercent.Types.DenominatorType.Million,
            },
        },
        TraceSampled = false,
        DisableShadowHostSuffixAppend = true,
    };
}
