using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>Divides the requests among places in percent: <c>distribute</c>.</summary>
internal static class LocalityShares
{
    /// <summary>
    /// The first entry that speaks of the gateway's place counts. A place that it leaves out loses its endpoints.
    /// </summary>
    public static IEnumerable<LocalityGroup> Apply(IReadOnlyList<LocalityGroup> groups, LocalityPolicy policy, Locality gateway)
    {
        foreach (var entry in policy.Distribute)
        {
            if (gateway.IsWithin(Locality.Parse(entry.Text("from") ?? "")))
            {
                return Divide(groups, entry);
            }
        }

        return groups;
    }

    // Several places that share one percentage divide it by their weights.
    private static LocalityGroup[] Divide(IReadOnlyList<LocalityGroup> groups, Fields entry)
    {
        var divided = groups.Select(group => group with { Endpoints = [] }).ToArray();
        var left = Enumerable.Range(0, groups.Count).ToList();
        foreach (var (pattern, share) in entry.Integers("to"))
        {
            var place = Locality.Parse(pattern);
            var taken = left.Where(index => groups[index].Locality.IsWithin(place)).ToList();
            var total = taken.Sum(index => (double)groups[index].Weight);
            foreach (var index in taken)
            {
                var weight = (uint)Math.Clamp(Math.Ceiling(groups[index].Weight * share / total), 1, uint.MaxValue);
                divided[index] = groups[index] with { Weight = share > 0 ? weight : groups[index].Weight };
            }

            left.RemoveAll(taken.Contains);
        }

        return divided;
    }
}
