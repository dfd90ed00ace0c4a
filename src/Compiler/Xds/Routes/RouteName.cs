using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>The name of a route: <c>name</c> of the rule, with that of the alternative behind a dot.</summary>
internal sealed class RouteName : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = ["name"];

    public RouteV3.Route Contribute(Ir.Route route)
    {
        var rule = route.Rule.Fields.Text("name") ?? "";
        var match = route.Match?.Text("name") ?? "";

        return new() { Name = match is "" ? rule : $"{rule}.{match}" };
    }
}
