using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>A route that changed places with another one. A null request: nobody could tell whether that matters.</summary>
/// <param name="Moved">The place of the route among the pairs.</param>
/// <param name="Other">The same of the route that it was moved over.</param>
/// <param name="Request">A request that both take.</param>
internal sealed record MovedRoute(int Moved, int Other, FoundRequest.Request? Request);

/// <summary>
/// Finds the routes whose new place makes another one win. Two routes that changed places matter only if some request
/// meets both, no route before them takes it, and they do not do the same with it.
/// </summary>
internal sealed class RouteOrder(DiffContext context, HostPair hosts, ImmutableArray<(int Base, int Head)> pairs)
{
    private const int MostComparisons = 100_000_000;

    // Asked for every two, so looked up once.
    private readonly ImmutableArray<(int Effect, RouteConditions Conditions)> older =
        [.. pairs.Select(pair => Read(context, hosts.Base.Message.Routes[pair.Base]))];

    private readonly ImmutableArray<(int Effect, RouteConditions Conditions)> newer =
        [.. pairs.Select(pair => Read(context, hosts.Head.Message.Routes[pair.Head]))];

    private int comparisons;

    /// <summary>There were too many to compare all of them.</summary>
    public bool GaveUp { get; private set; }

    public IEnumerable<MovedRoute> FindMoved()
    {
        var places = InOrder();
        var looked = new bool[pairs.Length];
        for (var moved = 0; moved < pairs.Length; moved++)
        {
            if (!places[moved])
            {
                looked[moved] = true;
                if (FindOther(moved, looked) is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    private MovedRoute? FindOther(int moved, bool[] looked)
    {
        MovedRoute? doubtful = null;
        for (var other = 0; other < pairs.Length; other++)
        {
            if (looked[other] || !AreSwapped(moved, other))
            {
                continue;
            }

            if (++comparisons > MostComparisons)
            {
                GaveUp = true;

                return doubtful;
            }

            var (winner, loser) = pairs[moved].Base < pairs[other].Base ? (moved, other) : (other, moved);
            if (CannotMatter(winner, loser))
            {
                continue;
            }

            switch (Seek(winner, loser))
            {
                case FoundRequest.Request request:
                    return new(moved, other, request);
                case null:
                    GaveUp = true;

                    return doubtful;
                case FoundRequest.Unknown:
                    doubtful ??= new(moved, other, null);
                    break;
            }
        }

        return doubtful;
    }

    private bool CannotMatter(int winner, int loser) =>
        older[winner].Effect == newer[loser].Effect
        || older[winner].Conditions.ExcludesPathsOf(newer[loser].Conditions);

    private static (int Effect, RouteConditions Conditions) Read(DiffContext context, Route route) =>
        (context.Answers.EffectOf(route), context.Search.ConditionsOf(route));

    private FoundRequest? Seek(int winner, int loser)
    {
        var before = hosts.Base.Wanted(pairs[winner].Base, isInHead: false);
        var after = hosts.Head.Wanted(pairs[loser].Head, isInHead: true);

        return context.Find(hosts.Door, hosts.Domain, [before, after], Judge);

        Sight Judge(RouteDecision older, RouteDecision newer) => (older.RouteMessage, newer.RouteMessage) switch
        {
            (null, _) or (_, null) => new Sight.Nothing(),
            var (taking, _) when !ReferenceEquals(taking, before.Message) => new Sight.Taken(taking),
            var (_, taking) when !ReferenceEquals(taking, after.Message) => new Sight.Taken(taking),
            _ => new Sight.Shown(),
        };
    }

    private bool AreSwapped(int one, int other) =>
        pairs[one].Base < pairs[other].Base != pairs[one].Head < pairs[other].Head;

    // Of the pairs in the order of the head, a longest part that stands in the order of the base too: it has not moved.
    private bool[] InOrder()
    {
        var ends = new List<int>();
        var before = new int[pairs.Length];
        for (var index = 0; index < pairs.Length; index++)
        {
            var at = ends.BinarySearch(index, Comparer<int>.Create((x, y) => pairs[x].Base.CompareTo(pairs[y].Base)));
            at = at < 0 ? ~at : at;
            before[index] = at == 0 ? -1 : ends[at - 1];
            if (at == ends.Count)
            {
                ends.Add(index);
            }
            else
            {
                ends[at] = index;
            }
        }

        var stays = new bool[pairs.Length];
        for (var index = ends.Count == 0 ? -1 : ends[^1]; index >= 0; index = before[index])
        {
            stays[index] = true;
        }

        return stays;
    }
}
