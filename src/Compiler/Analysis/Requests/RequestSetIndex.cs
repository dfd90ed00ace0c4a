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
        private readonly Dictionary<string, List<(RequestSet Requests, T Owner)>> byAttribute = new(StringComparer.Ordinal);

        public void Add(RequestSet requests, T owner) => ListFor(requests).Add((requests, owner));

        public T? FindCovering(RequestSet requests)
        {
            if (Find(unconditional, requests) is { } owner)
            {
                return owner;
            }

            foreach (var condition in requests.Conditions)
            {
                if ((Find(byCondition.GetValueOrDefault(condition), requests)
                    ?? Find(byAttribute.GetValueOrDefault(condition.Attribute), requests)) is { } found)
                {
                    return found;
                }
            }

            return null;
        }

        // A condition that only itself implies tells most apart; the others are looked up by what they are about.
        private List<(RequestSet Requests, T Owner)> ListFor(RequestSet requests)
        {
            foreach (var condition in requests.Conditions)
            {
                if (condition.IsImpliedByItselfAlone)
                {
                    return byCondition.TryGetValue(condition, out var list) ? list : byCondition[condition] = [];
                }
            }

            return requests.Conditions is not [var first, ..] ? unconditional
                : byAttribute.TryGetValue(first.Attribute, out var known) ? known
                : byAttribute[first.Attribute] = [];
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
