using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Checks;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Where a request goes: <c>route</c>, one destination or several by weight, each with its own header operations.</summary>
internal sealed class Destinations : IRouteFeature
{
    /// <summary>The destinations themselves are read when the route is lowered.</summary>
    public ImmutableArray<string> Fields { get; } = HeaderOperationSet.FieldsAt("route[].headers");

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        DestinationCheck.CheckAll(rule, diagnostics);
        foreach (var destination in rule.Objects("route"))
        {
            HeaderOperationSet.Check(destination.Object("headers"), diagnostics);
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        switch (route.Action)
        {
            case Ir.RouteAction.Forward { Destinations: [var only] }:
                WriteSingle(only, HeaderOperationSet.Of(route.Rule.Fields.Object("headers")), target);
                break;
            case Ir.RouteAction.Forward { Destinations: [_, _, ..] several }:
                target.Forwarding.WeightedClusters = ToWeighted(several);
                break;
        }
    }

    // The weight of a single destination says nothing. An authority that the rule sets beats that of the destination.
    private static void WriteSingle(Ir.WeightedDestination destination, HeaderOperationSet ofRule, RouteV3.Route target)
    {
        var operations = HeaderOperationSet.Of(destination.Fields.Object("headers"));
        (ofRule.Authority is null ? operations : operations with { Authority = null }).WriteTo(target);
        target.Forwarding.Cluster = destination.Cluster.Name;
    }

    private static RouteV3.WeightedCluster ToWeighted(IEnumerable<Ir.WeightedDestination> destinations) => new()
    {
        Clusters =
        {
            from destination in destinations
            where destination.Weight > 0
            select ToClusterWeight(destination),
        },
    };

    private static RouteV3.WeightedCluster.Types.ClusterWeight ToClusterWeight(Ir.WeightedDestination destination)
    {
        var operations = HeaderOperationSet.Of(destination.Fields.Object("headers"));
        var weight = new RouteV3.WeightedCluster.Types.ClusterWeight
        {
            Name = destination.Cluster.Name,
            Weight = destination.Weight,
            RequestHeadersToAdd = { operations.RequestHeadersToAdd },
            RequestHeadersToRemove = { operations.RequestHeadersToRemove },
            ResponseHeadersToAdd = { operations.ResponseHeadersToAdd },
            ResponseHeadersToRemove = { operations.ResponseHeadersToRemove },
        };
        if (operations.Authority is { } authority)
        {
            weight.HostRewriteLiteral = authority;
        }

        return weight;
    }
}
