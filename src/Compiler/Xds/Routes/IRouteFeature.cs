using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>One thing that an HTTP rule can say.</summary>
internal interface IRouteFeature
{
    /// <summary>The fields that it reads, below <c>http[]</c>.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>What the rule alone says wrong.</summary>
    void Check(Fields rule, DiagnosticBag diagnostics)
    {
    }

    /// <summary>
    /// Writes its part into Envoy's route, in which the features before it in <see cref="RouteFeatures.InOrder"/> have
    /// written theirs. There are very many routes: a message for each part, merged afterwards, took half of the time.
    /// </summary>
    void Write(Ir.Route route, RouteV3.Route target)
    {
    }
}

/// <summary>Every feature of a rule. The order decides only where two of them write the same field of Envoy's.</summary>
internal static class RouteFeatures
{
    private const string Prefix = "spec.http[].";

    public static ImmutableArray<IRouteFeature> InOrder { get; } =
    [
        new RouteName(),
        new StatPrefix(),
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
