using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>
/// Tells whether a client or an upstream can tell two answers apart. What only dashboards see, such as a route's name,
/// is no difference.
/// </summary>
internal sealed class Answers
{
    private readonly Dictionary<Route, int> known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Route, int> numbers = [];

    /// <summary>Routes with the same number do the same with a request that they take.</summary>
    public int EffectOf(Route route)
    {
        if (known.TryGetValue(route, out var number))
        {
            return number;
        }

        var effect = route.Clone();
        effect.Match = null;
        effect.Name = "";
        effect.Metadata = null;
        effect.Decorator = null;
        effect.StatPrefix = "";

        return known[route] = numbers.TryGetValue(effect, out number) ? number : numbers[effect] = numbers.Count;
    }

    public bool Differ(RouteDecision left, RouteDecision right) =>
        left.RouteMessage is { } mine && right.RouteMessage is { } theirs
            ? EffectOf(mine) != EffectOf(theirs)
            : OutcomeText.Of(left) != OutcomeText.Of(right);
}
