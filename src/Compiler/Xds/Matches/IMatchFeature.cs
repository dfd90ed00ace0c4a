using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>One kind of condition on a request.</summary>
internal interface IMatchFeature
{
    /// <summary>The fields that it reads, below <c>match[]</c>.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>What the alternative alone says wrong.</summary>
    void Check(Fields match, DiagnosticBag diagnostics)
    {
    }

    /// <summary>Writes its part into Envoy's match, behind the conditions that are in it.</summary>
    void Write(Fields match, RouteV3.RouteMatch target);
}

/// <summary>Every condition that we translate, in the order in which Envoy will look at header conditions.</summary>
internal static class MatchFeatures
{
    private const string Prefix = "spec.http[].match[].";

    public static ImmutableArray<IMatchFeature> InOrder { get; } =
    [
        new UriMatch(),
        new HeaderMatch(),
        new WithoutHeaderMatch(),
        new PseudoHeaderMatch("method"),
        new PseudoHeaderMatch("authority"),
        new PseudoHeaderMatch("scheme"),
        new QueryParameterMatch(),
    ];

    public static IEnumerable<string> Claims =>
        InOrder.SelectMany(feature => feature.Fields).Append("name").Select(path => Prefix + path);

    /// <summary>No alternative means every request.</summary>
    public static RouteV3.RouteMatch Translate(Fields? match)
    {
        if (match is not { } conditions)
        {
            return new() { Prefix = "/" };
        }

        var made = new RouteV3.RouteMatch();
        foreach (var feature in InOrder)
        {
            feature.Write(conditions, made);
        }

        return made;
    }
}
