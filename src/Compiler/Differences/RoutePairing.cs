using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using Google.Protobuf.Collections;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Which route of the head is which of the base, by their places.</summary>
internal sealed record RoutePairing(ImmutableArray<(int Base, int Head)> Pairs, ImmutableArray<int> Removed, ImmutableArray<int> Added)
{
    /// <summary>
    /// Routes are the same if they have the same conditions, or else the same name in the same VirtualService, or else
    /// the same actions there.
    /// </summary>
    public static RoutePairing Of(RepeatedField<Route> before, RepeatedField<Route> after)
    {
        var left = Enumerable.Range(0, before.Count).ToList();
        var right = Enumerable.Range(0, after.Count).ToList();
        var pairs = new List<(int, int)>();
        Take<Route>(route => route);
        Take<(RouteMatch?, string, string)?>(route => (route.Match, SourceOf(route), route.Name));
        Take<(RouteMatch?, string)?>(route => (route.Match, SourceOf(route)));
        Take<RouteMatch>(route => route.Match);
        Take<(string, string)?>(route => route.Name.Length == 0 ? null : (SourceOf(route), route.Name));
        Take<Route>(WithoutMatch);

        return new([.. pairs.OrderBy(pair => pair.Item2)], [.. left], [.. right]);

        void Take<TKey>(Func<Route, TKey?> keyOf)
        {
            var waiting = new Dictionary<object, Queue<int>>();
            foreach (var index in right)
            {
                if (keyOf(after[index]) is { } key)
                {
                    if (!waiting.TryGetValue(key, out var same))
                    {
                        waiting[key] = same = new();
                    }

                    same.Enqueue(index);
                }
            }

            var found = new HashSet<int>();
            var taken = new HashSet<int>();
            foreach (var index in left)
            {
                if (keyOf(before[index]) is { } key && waiting.TryGetValue(key, out var same) && same.TryDequeue(out var counterpart))
                {
                    pairs.Add((index, counterpart));
                    found.Add(index);
                    taken.Add(counterpart);
                }
            }

            left.RemoveAll(found.Contains);
            right.RemoveAll(taken.Contains);
        }
    }

    private static string SourceOf(Route route) => route.Metadata?.ToString() ?? "";

    private static Route WithoutMatch(Route route)
    {
        var rest = route.Clone();
        rest.Match = null;
        rest.Decorator = null;

        return rest;
    }
}
