using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>Judges requests that a route of one side takes and that the other side answers differently.</summary>
internal static class TakenBy
{
    /// <param name="here">What the side of the route answers.</param>
    /// <param name="there">What the other side answers.</param>
    /// <param name="route">The route that has to take the request.</param>
    /// <param name="answers">Tells answers apart.</param>
    public static Sight Other(RouteDecision here, RouteDecision there, Route route, Answers answers) =>
        !ReferenceEquals(here.RouteMessage, route)
            ? here.RouteMessage is { } earlier ? new Sight.Taken(earlier) : new Sight.Nothing()
        : answers.Differ(here, there) ? new Sight.Shown()
        : there.RouteMessage is { } same ? new Sight.Taken(same)
        : new Sight.Nothing();
}
