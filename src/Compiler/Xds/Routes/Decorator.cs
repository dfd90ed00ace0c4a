using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>The operation's name in traces: where the route leads, and the path that it takes.</summary>
internal sealed class Decorator : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = [];

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        var destination = route.Action is Ir.RouteAction.Forward { Destinations: [var only] }
            ? $"{only.Cluster.Host}:{only.Cluster.Port}"
            : $"{route.Rule.Source.Name}:{route.ServerPort}";

        target.Decorator = new() { Operation = destination + Path(route) };
    }

    private static string Path(Ir.Route route) => route.Match?.Object("uri") switch
    {
        { } uri when uri.Text("exact") is { } exact => exact,
        { } uri when uri.Text("prefix") is { } prefix => $"{prefix}*",
        { } uri when uri.Text("regex") is { } regex => regex,
        _ => "/*",
    };
}
