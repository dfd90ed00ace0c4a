using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>One thing that an HTTP rule can say. Returns what it contributes; never changes what it is given.</summary>
internal interface IRouteFeature
{
    /// <summary>The fields that it reads, below <c>http[]</c>.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>What the rule alone says wrong.</summary>
    void Check(Fields rule, DiagnosticBag diagnostics)
    {
    }

    /// <summary>Its part of Envoy's route; later features of <see cref="RouteFeatures.InOrder"/> win where parts meet.</summary>
    RouteV3.Route? Contribute(Ir.Route route);
}

/// <summary>Every feature of a rule. The order decides only where two of them write the same field of Envoy's.</summary>
internal static class RouteFeatures
{
    private const string Prefix = "spec.http[].";

    public static ImmutableArray<IRouteFeature> InOrder { get; } =
    [
        new RouteName(),
        new StatPrefix(),
        new Origin(),
        new Decorator(),
        new ActionChoice(),
        new HeaderOperations(),    // before those of a destination, which may overwrite what the rule sets
        new Destinations(),
        new Redirect(),
        new DirectResponse(),
        new Timeout(),
        new Retries(),
        new HashPolicies(),
        new Mirrors(),
        new Fault(),
        new CrossOrigin(),
        new Rewrite(),             // last: its authority beats the one that headers set
    ];

    public static IEnumerable<string> Claims => InOrder.SelectMany(feature => feature.Fields).Select(path => Prefix + path);
}
