using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>The name of a route: <c>name</c> of the rule, with that of the alternative behind a dot.</summary>
internal sealed class RouteName : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = ["name"];

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        var rule = route.Rule.Fields.Text("name") ?? "";
        var match = route.Match?.Text("name") ?? "";

        target.Name = match is "" ? rule : $"{rule}.{match}";
    }
}
