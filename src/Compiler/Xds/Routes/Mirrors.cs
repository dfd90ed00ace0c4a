using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Checks;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Copies of requests whose answers nobody waits for: <c>mirror</c> and <c>mirrors</c>.</summary>
internal sealed class Mirrors : IRouteFeature
{
    /// <summary>Read when the route is lowered.</summary>
    public ImmutableArray<string> Fields { get; } = [];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Has("mirror") && rule.Objects("mirrors") is not [])
        {
            diagnostics.Add(ValueRules.OneOf.At(rule.KeySpanOf("mirrors"), "mirror, mirrors")
                .Also(rule.KeySpanOf("mirror"), "mirror is here")
                .WithHelp("keep mirrors"));
        }

        Percentage.CheckBounds(rule, "mirrorPercentage", diagnostics);
        Percentage.CheckWhole(rule, "mirrorPercent", diagnostics);
        foreach (var mirror in rule.Objects("mirrors"))
        {
            Percentage.CheckBounds(mirror, "percentage", diagnostics);
        }

        if (rule.Object("mirror") is { } single)
        {
            DestinationCheck.Check(single, diagnostics);
        }

        foreach (var owner in rule.Objects("mirrors").Select(mirror => mirror.Object("destination")).OfType<Fields>())
        {
            DestinationCheck.Check(owner, diagnostics);
        }

        if (rule.Has("mirrorPercent"))
        {
            diagnostics.Add(HttpRules.Deprecated.At(rule.KeySpanOf("mirrorPercent"), "mirrorPercent", "mirrorPercentage.value"));
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route is { Action: Ir.RouteAction.Forward, Mirrors: not [] })
        {
            target.Forwarding.RequestMirrorPolicies.AddRange(route.Mirrors.Select(ToPolicy));
        }
    }

    private static RouteV3.RouteAction.Types.RequestMirrorPolicy ToPolicy(Ir.Mirror mirror) => new()
    {
        Cluster = mirror.Cluster.Name,
        RuntimeFraction = new() { DefaultValue = Percentage.InMillionths(mirror.Percentage) },
        TraceSampled = false,
        DisableShadowHostSuffixAppend = true,
    };
}
