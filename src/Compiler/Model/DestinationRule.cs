using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Fleets;

namespace GatewayPipeline.Compiler.Model;

/// <summary>What the DestinationRules for one host say together.</summary>
internal sealed record DestinationRule
{
    public static ImmutableArray<string> Claims { get; } =
        ["spec.host", "spec.exportTo", "spec.subsets[].name", "spec.subsets[].labels", "spec.workloadSelector.matchLabels"];

    /// <summary>The oldest of the merged objects.</summary>
    public required ManifestObject Source { get; init; }

    public required string Host { get; init; }

    public required Visibility Visibility { get; init; }

    /// <summary>
    /// <c>workloadSelector</c>: labels of the gateways that it is for, in its own namespace. None: it is for all.
    /// </summary>
    public required ImmutableSortedDictionary<string, string> Selector { get; init; }

    public required Fields? TrafficPolicy { get; init; }

    public required ImmutableArray<Subset> Subsets { get; init; }

    public static DestinationRule Bind(ManifestObject source, Fleet fleet, ImmutableArray<string> exportTo)
    {
        var selector = source.Spec.Object("workloadSelector")?.Labels("matchLabels") ?? ManifestObject.EmptyMap;

        return new()
        {
            Source = source,
            Host = HostName.Qualify(source.Spec.Text("host") ?? "", source.Namespace, fleet.Domain),
            Visibility = selector.IsEmpty ? Visibility.Of(source, exportTo) : Visibility.Private(source),
            Selector = selector,
            TrafficPolicy = source.Spec.Object("trafficPolicy"),
            Subsets = [.. source.Spec.Objects("subsets").Select(Subset.Bind)],
        };
    }

    public bool Selects(Fleet fleet) =>
        Selector.All(label => fleet.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    public Subset? FindSubset(string name)
    {
        foreach (var subset in Subsets)
        {
            if (subset.Name == name)
            {
                return subset;
            }
        }

        return null;
    }

    /// <summary>The older rule's policy stays; subsets that it lacks are added.</summary>
    public DestinationRule MergeWith(DestinationRule younger) => this with
    {
        TrafficPolicy = TrafficPolicy ?? younger.TrafficPolicy,
        Subsets = [.. Subsets, .. younger.Subsets.Where(subset => Subsets.All(known => known.Name != subset.Name))],
    };
}

/// <summary>Some of a host's endpoints, chosen by labels.</summary>
internal sealed record Subset(string Name, ImmutableSortedDictionary<string, string> Labels, Fields? TrafficPolicy)
{
    public static Subset Bind(Fields subset) =>
        new(subset.Text("name") ?? "", subset.Labels("labels"), subset.Object("trafficPolicy"));
}
