using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// Makes one of the DestinationRules for one host in one namespace, as far as they are exported alike. A younger rule
/// is added to every older one that is exported to no more than it is itself, and stands alone beside the others.
/// </summary>
internal static class DestinationRuleMerge
{
    private const string Everybody = "*";

    /// <summary>Rules for some gateways before rules for all, and the oldest first.</summary>
    public static IEnumerable<DestinationRule> Merge(IEnumerable<DestinationRule> oldestFirst) => oldestFirst
        .GroupBy(rule => (rule.Source.Namespace, rule.Host))
        .SelectMany(sameHost => MergeHost(sameHost.OrderBy(rule => rule.Selector.IsEmpty)));

    private static List<DestinationRule> MergeHost(IEnumerable<DestinationRule> rules)
    {
        var merged = new List<DestinationRule>();
        foreach (var rule in rules)
        {
            var exportTo = ExportTo(rule);
            var standsAlone = true;
            for (var i = 0; i < merged.Count; i++)
            {
                var (older, areAlike) = (merged[i], AreForTheSame(merged[i], rule));
                standsAlone = true;
                if (exportTo.IsSupersetOf(ExportTo(older)) && (areAlike || older.Selector.IsEmpty || rule.Selector.IsEmpty))
                {
                    merged[i] = older.MergeWith(rule);
                    standsAlone = !areAlike;
                }
            }

            if (standsAlone)
            {
                merged.Add(rule);
            }
        }

        return merged;
    }

    private static bool AreForTheSame(DestinationRule rule, DestinationRule other) =>
        rule.Selector.Count == other.Selector.Count
        && rule.Selector.All(label => other.Selector.TryGetValue(label.Key, out var value) && value == label.Value);

    private static ImmutableHashSet<string> ExportTo(DestinationRule rule) => rule.Visibility.ExportTo is []
        ? [Everybody]
        : [.. rule.Visibility.ExportTo.Select(target => target is "." ? rule.Source.Namespace : target)];
}
