using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Fleets;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// Finds the DestinationRule for a host as a gateway does: its own namespace first (in the root namespace only private
/// rules count there), then the namespace of the service, then the root namespace. The namespace of the VirtualService
/// plays no part.
/// </summary>
internal sealed class DestinationRules
{
    private readonly Fleet fleet;
    private readonly Index own;
    private readonly Dictionary<string, Index> exported;

    public DestinationRules(IEnumerable<DestinationRule> rules, Fleet fleet)
    {
        this.fleet = fleet;
        All = [.. rules.OldestFirst(rule => rule.Source)];
        var merged = DestinationRuleMerge.Merge(All.Where(rule => rule.Selects(fleet)))
            .Where(rule => rule.Visibility.Reaches(fleet.Namespace))
            .ToLookup(rule => rule.Source.Namespace, StringComparer.Ordinal);

        var inRoot = fleet.Namespace == fleet.RootNamespace;
        own = new(merged[fleet.Namespace].Where(rule => !inRoot || rule.Visibility.IsPrivate));
        exported = merged.ToDictionary(group => group.Key, group => new Index(group), StringComparer.Ordinal);
    }

    /// <summary>Every rule of the tree as written, oldest first: also those that the gateway may not see.</summary>
    public ImmutableArray<DestinationRule> All { get; }

    public DestinationRule? Find(string host, string serviceNamespace) =>
        own.Find(host) ?? ExportedFrom(serviceNamespace, host) ?? ExportedFrom(fleet.RootNamespace, host);

    private DestinationRule? ExportedFrom(string @namespace, string host) =>
        exported.GetValueOrDefault(@namespace)?.Find(host);

    // Exact names are looked up; only wildcards are searched.
    private sealed class Index(IEnumerable<DestinationRule> rules)
    {
        private readonly Dictionary<string, DestinationRule> exact =
            FirstByHost(rules.Where(rule => !HostName.IsWildcard(rule.Host)));
        private readonly DestinationRule[] wildcards =
            [.. rules.Where(rule => HostName.IsWildcard(rule.Host)).OrderBy(rule => rule.Host, HostName.BySpecificity)];

        public DestinationRule? Find(string host) =>
            exact.GetValueOrDefault(host) ?? (wildcards is [] ? null : FindWildcard(host));

        private DestinationRule? FindWildcard(string host) =>
            Array.Find(wildcards, rule => HostName.IsSubsetOf(host, rule.Host));

        private static Dictionary<string, DestinationRule> FirstByHost(IEnumerable<DestinationRule> rules) =>
            rules.DistinctBy(rule => rule.Host, StringComparer.Ordinal)
                .ToDictionary(rule => rule.Host, StringComparer.Ordinal);
    }
}
