using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Headers that a rule sets, adds and removes: <c>headers</c>.</summary>
internal sealed class HeaderOperations : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = HeaderOperationSet.FieldsAt("headers");

    public void Check(Fields rule, DiagnosticBag diagnostics) => HeaderOperationSet.Check(rule.Object("headers"), diagnostics);

    public RouteV3.Route? Contribute(Ir.Route route)
    {
        if (route.Rule.Fields.Object("headers") is not { } headers)
        {
            return null;
        }

        var contribution = HeaderOperationSet.Of(headers).ToRoute();
        if (route.Action is not Ir.RouteAction.Forward)
        {
            // Only a request that goes on has an authority to rewrite.
            contribution.Route_ = null;
        }

        return contribution;
    }
}
