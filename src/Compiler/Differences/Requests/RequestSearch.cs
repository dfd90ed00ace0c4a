using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>What a request shows, by what both sides answer.</summary>
internal abstract record Sight
{
    private Sight()
    {
    }

    /// <summary>What was sought.</summary>
    public sealed record Shown : Sight;

    /// <summary>Nothing, because a route took it that it should pass by.</summary>
    public sealed record Taken(Route By) : Sight;

    /// <summary>Nothing, and no other request like it will.</summary>
    public sealed record Nothing : Sight;
}

/// <summary>What came of looking for a request.</summary>
internal abstract record FoundRequest
{
    private FoundRequest()
    {
    }

    public sealed record Request(RouteRequest Value, RouteDecision Base, RouteDecision Head) : FoundRequest;

    /// <summary>No request of printable characters shows it: that is certain.</summary>
    public sealed record None : FoundRequest;

    /// <summary>None was found in the time that there is.</summary>
    public sealed record Unknown : FoundRequest;
}

/// <summary>A route that a request has to meet: on one side, at its place in its virtual host.</summary>
internal sealed record WantedRoute(Route Message, bool IsInHead, string VirtualHost, int Index);

/// <summary>
/// Finds a request that shows something. A request is made that meets the wanted routes; both sides are asked what they
/// make of it; and where a route stands in the way, each of its conditions in turn is made to fail.
/// </summary>
internal sealed class RequestSearch(RouteMatcher baseMatcher, RouteMatcher headMatcher)
{
    private const int MostTries = 100;

    private readonly RequestTexts texts = new();
    private readonly SearchBudget budget = new();
    private readonly Dictionary<Route, RouteConditions> conditions = new(ReferenceEqualityComparer.Instance);

    public RouteConditions ConditionsOf(Route route) =>
        conditions.TryGetValue(route, out var known) ? known : conditions[route] = RouteConditions.Of(route.Match ?? new());

    public FoundRequest Find(
        Door door, string domain, ImmutableArray<WantedRoute> wanted, Func<RouteDecision, RouteDecision, Sight> judge)
    {
        var all = wanted.SelectMany(route => ConditionsOf(route.Message).Demands).Distinct().ToImmutableList();
        var attempt = new Attempt(this, new(door, domain, texts, budget), wanted, judge)
        {
            IsCertain = wanted.All(route => ConditionsOf(route.Message).IsUnderstood),
        };

        return attempt.Find(all, []) is { } found ? found
            : attempt.IsCertain ? new FoundRequest.None()
            : new FoundRequest.Unknown();
    }

    /// <summary>Asks both sides.</summary>
    public (RouteDecision Base, RouteDecision Head) Ask(RouteRequest request) =>
        (baseMatcher.Match(request), headMatcher.Match(request));

    private sealed class Attempt(
        RequestSearch search,
        RequestShape shape,
        ImmutableArray<WantedRoute> wanted,
        Func<RouteDecision, RouteDecision, Sight> judge)
    {
        private int tries;

        public bool IsCertain { get; set; }

        public FoundRequest.Request? Find(ImmutableList<Demand> demands, ImmutableList<Route> avoided)
        {
            if (++tries > MostTries || !search.budget.TakeRequest())
            {
                IsCertain = false;

                return null;
            }

            var made = shape.Make(demands);
            if (made is not MadeRequest.Request { Value: var request })
            {
                IsCertain &= made is MadeRequest.None;

                return null;
            }

            var (before, after) = search.Ask(request);
            if (!wanted.All(route => Reaches(route, route.IsInHead ? after : before)))
            {
                // The gateway understands the request differently than we did.
                IsCertain = false;

                return null;
            }

            switch (judge(before, after))
            {
                case Sight.Shown:
                    return new(request, before, after);
                case Sight.Taken taken when !avoided.Contains(taken.By, ReferenceEqualityComparer.Instance):
                    return Avoid(taken.By, demands, avoided.Add(taken.By));
                case Sight.Taken:
                    IsCertain = false;

                    return null;
                default:
                    return null;
            }
        }

        private FoundRequest.Request? Avoid(Route route, ImmutableList<Demand> demands, ImmutableList<Route> avoided)
        {
            IsCertain &= search.ConditionsOf(route).IsUnderstood;
            foreach (var demand in search.ConditionsOf(route).Demands.Where(demand => !demands.Contains(demand)))
            {
                if (Find(demands.Add(demand.Opposite), avoided) is { } found)
                {
                    return found;
                }
            }

            return null;
        }

        private static bool Reaches(WantedRoute route, RouteDecision decision) =>
            ReferenceEquals(decision.RouteMessage, route.Message)
            || (decision.VirtualHost == route.VirtualHost && decision.RouteIndex < route.Index);
    }
}
