namespace GatewayPipeline.Compiler.Analysis.Requests;

/// <summary>
/// Finds a set that covers another among many, without comparing each with each: by path first, then by one of its
/// conditions. It gives up rather than look at too many; so what it finds is certain, and what it does not find is not.
/// </summary>
/// <param name="ignoreScope">Port, gateways and source of the matches are settled already.</param>
internal sealed class RequestSetIndex<T>(bool ignoreScope)
    where T : class
{
    private readonly Dictionary<PathSet, Bucket> buckets = [];
    private readonly SortedSet<int> prefixLengths = [];

    public void Add(RequestSet requests, T owner)
    {
        if (!buckets.TryGetValue(requests.Path, out var bucket))
        {
            buckets[requests.Path] = bucket = new(ignoreScope);
        }

        if (requests.Path.Form is PathForm.Prefix)
        {
            prefixLengths.Add(requests.Path.Text.Length);
        }

        bucket.Add(requests, owner);
    }

    /// <summary>The owner of a set that was added and has all of these requests; null if none is known.</summary>
    public T? FindCovering(RequestSet requests)
    {
        foreach (var path in PathsThatCover(requests.Path))
        {
            if (buckets.TryGetValue(path, out var bucket) && bucket.FindCovering(requests) is { } owner)
            {
                return owner;
            }
        }

        return null;
    }

    private IEnumerable<PathSet> PathsThatCover(PathSet path)
    {
        if (path.Form is PathForm.Regex)
        {
            return [PathSet.Every, path];
        }

        var folded = path.AnyCase ? path.Text : PathSet.Fold(path.Text);
        var prefixes = prefixLengths.TakeWhile(length => length <= path.Text.Length).SelectMany(length => new PathSet[]
        {
            new(PathForm.Prefix, path.Text[..length], AnyCase: false),
            new(PathForm.Prefix, folded[..length], AnyCase: true),
        });

        return path.Form is PathForm.Prefix
            ? prefixes
            : [.. prefixes, new(PathForm.Exact, path.Text, AnyCase: false), new(PathForm.Exact, folded, AnyCase: true)];
    }

    /// <summary>The sets of one path.</summary>
    private sealed class Bucket(bool ignoreScope)
    {
        private const int MostCompared = 64;

        private readonly List<(RequestSet Requests, T Owner)> unconditional = [];
        private readonly Dictionary<RequestCondition, List<(RequestSet Requests, T Owner)>> byCondition = [];
        private readonly SortedSet<int> prefixLengths = [];

        public void Add(RequestSet requests, T owner) => ListFor(requests).Add((requests, owner));

        public T? FindCovering(RequestSet requests) => Find(unconditional, requests)
            ?? requests.Conditions.SelectMany(WhatFollows)
                .Select(condition => Find(byCondition.GetValueOrDefault(condition), requests))
                .FirstOrDefault(owner => owner is not null);

        // One of its conditions is enough to find a set by: whatever it covers meets that one, too.
        private List<(RequestSet Requests, T Owner)> ListFor(RequestSet requests)
        {
            if (requests.Conditions is [])
            {
                return unconditional;
            }

            var telling = requests.Conditions.FirstOrDefault(condition => condition.Form is not ConditionForm.Present, requests.Conditions[0]);
            if (telling.Form is ConditionForm.Prefix)
            {
                prefixLengths.Add(telling.Text.Length);
            }

            return byCondition.TryGetValue(telling, out var list) ? list : byCondition[telling] = [];
        }

        private IEnumerable<RequestCondition> WhatFollows(RequestCondition condition)
        {
            var lengths = condition.Form is ConditionForm.Exact or ConditionForm.Prefix ? prefixLengths : [];
            var prefixes = lengths.TakeWhile(length => length <= condition.Text.Length)
                .Select(length => condition with { Form = ConditionForm.Prefix, Text = condition.Text[..length] });

            return [condition, condition with { Form = ConditionForm.Present, Text = "" }, .. prefixes];
        }

        private T? Find(List<(RequestSet Requests, T Owner)>? list, RequestSet requests)
        {
            for (var i = 0; i < list?.Count && i < MostCompared; i++)
            {
                var (other, owner) = list[i];
                if (other.Covers(requests) && (ignoreScope || MatchScope.Covers(other.Match, requests.Match)))
                {
                    return owner;
                }
            }

            return null;
        }
    }
}
