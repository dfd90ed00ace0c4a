using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Where something runs: region, zone and subzone, from the left as far as it is known.</summary>
internal sealed record Locality(string Region, string Zone, string SubZone)
{
    /// <summary>The label that tells the networks of workloads apart.</summary>
    public const string NetworkLabel = "topology.istio.io/network";

    private const string Any = "*";

    private const string RegionLabel = "topology.kubernetes.io/region";
    private const string ZoneLabel = "topology.kubernetes.io/zone";
    private const string SubZoneLabel = "topology.istio.io/subzone";

    /// <summary>Reads <c>region/zone/subzone</c>, of which any but the first may be left out.</summary>
    public static Locality Parse(string text)
    {
        var parts = text.Split('/', 3);

        return new(parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
    }

    /// <summary>True for a place that <paramref name="pattern"/> takes in: <c>region/*</c>, <c>region</c>, <c>*</c>.</summary>
    public bool IsWithin(Locality pattern) =>
        (pattern.Region is Any || pattern.Region == Region)
        && (pattern.Zone is Any or "" || pattern.Zone == Zone)
        && (pattern.SubZone is Any or "" || pattern.SubZone == SubZone);

    /// <summary>0 for the same place, 1 for the same zone, 2 for the same region, 3 for another region.</summary>
    public int DistanceTo(Locality other) =>
        Region != other.Region ? 3
        : Zone != other.Zone ? 2
        : SubZone != other.SubZone ? 1
        : 0;

    /// <summary>The labels that every workload of this place has beside its own.</summary>
    public IEnumerable<KeyValuePair<string, string>> Labels
    {
        get
        {
            ImmutableArray<(string Name, string Value)> all = [(RegionLabel, Region), (ZoneLabel, Zone), (SubZoneLabel, SubZone)];

            return all.Where(label => label.Value.Length > 0).Select(label => KeyValuePair.Create(label.Name, label.Value));
        }
    }

    /// <summary>The labels that tell networks, regions, zones, subzones and nodes apart, the widest first.</summary>
    public static ImmutableArray<string> TopologyLabels { get; } =
        [NetworkLabel, RegionLabel, ZoneLabel, SubZoneLabel, "kubernetes.io/hostname"];
}
