using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>Turns the HTTP rules of one VirtualService into routes for one server: one for each alternative of each rule.</summary>
internal sealed class RouteLowering(Fleet fleet, MeshSettings mesh, Profile profile, DestinationResolver destinations)
{
    private static readonly ImmutableArray<string> Conditions =
        ["headers", "withoutHeaders", "queryParams", "method", "scheme", "authority"];

    public static ImmutableArray<string> Claims { get; } =
    [
        "spec.http[].match[].port", "spec.http[].match[].gateways",
        "spec.http[].match[].sourceLabels", "spec.http[].match[].sourceNamespace",
        "spec.http[].route[].destination.host", "spec.http[].route[].destination.subset",
        "spec.http[].route[].destination.port.number", "spec.http[].route[].weight",
    ];

    /// <summary>True for a route that takes every request, so that nothing after it is ever reached.</summary>
    public static bool IsCatchAll(Route route) => IsCatchAll(route.Match);

    /// <summary>The same of one alternative; null: every request.</summary>
    public static bool IsCatchAll(Fields? alternative) =>
        alternative is not { } match || (TakesEveryPath(match.Object("uri")) && !Conditions.Any(match.Has));

    public ImmutableArray<Route> Lower(VirtualService service, string gateway, int serverPort)
    {
        var routes = ImmutableArray.CreateBuilder<Route>();
        foreach (var rule in service.Http)
        {
            var action = LowerAction(rule, serverPort);
            var mirrors = MirrorLowering.Lower(rule, destinations, serverPort);
            foreach (var match in Alternatives(rule))
            {
                if (!Applies(match, service, gateway, serverPort))
                {
                    continue;
                }

                var route = new Route
                {
                    Rule = rule,
                    Match = match,
                    Action = action,
                    Mirrors = mirrors,
                    Mesh = mesh,
                    Profile = profile,
                    ServerPort = serverPort,
                };
                routes.Add(route);

                // Istio emits nothing of a VirtualService after a rule that takes everything.
                if (IsCatchAll(route))
                {
                    return routes.ToImmutable();
                }
            }
        }

        return routes.ToImmutable();
    }

    private static IEnumerable<Fields?> Alternatives(HttpRule rule) =>
        rule.Matches is [] ? [null] : rule.Matches.Select(match => (Fields?)match);

    // Conditions on port and gateway are settled now; Envoy never sees them. Named gateways make Istio forget the source.
    private bool Applies(Fields? match, VirtualService service, string gateway, int serverPort)
    {
        if (match is not { } conditions)
        {
            return true;
        }

        var gateways = conditions.Texts("gateways");

        return (conditions.Integer("port") is not { } port || port is 0 || port == serverPort)
            && (gateways is [] ? IsFromFleet(conditions) : gateways.Any(name => VirtualService.Resolve(name.Value, service.Source.Namespace) == gateway));
    }

    // The source of what a gateway sends on is the gateway itself.
    private bool IsFromFleet(Fields conditions) =>
        (conditions.Text("sourceNamespace") ?? "") is var source
        && (source is "" || source == fleet.Namespace)
        && conditions.Labels("sourceLabels").All(label => fleet.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    private static bool TakesEveryPath(Fields? uri) =>
        uri is not { } path || path.Text("prefix") is "/" || path.Text("regex") is ".*";

    private RouteAction LowerAction(HttpRule rule, int serverPort)
    {
        if (rule.Fields.Object("redirect") is { } redirect)
        {
            return new RouteAction.Redirect(redirect);
        }

        return rule.Fields.Object("directResponse") is { } response
            ? new RouteAction.DirectResponse(response)
            : new RouteAction.Forward([.. rule.Fields.Objects("route").Select(entry => LowerDestination(rule, entry, serverPort))]);
    }

    private WeightedDestination LowerDestination(HttpRule rule, Fields entry, int serverPort) => new(
        entry,
        destinations.Resolve(rule.Source, entry.Object("destination") ?? entry, serverPort),
        (uint)Math.Clamp(entry.Integer("weight") ?? 0, 0, uint.MaxValue));
}
