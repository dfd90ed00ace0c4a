using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>Near endpoints before far ones: by distance, and where a region fails, to the region that it names.</summary>
internal static class LocalityFailover
{
    private const int OtherRegion = 3;
    private const int NotNamed = 4;

    // Priorities that labels have given already stay more important than distances.
    private const int Steps = 5;

    public static IEnumerable<LocalityGroup> Apply(IReadOnlyList<LocalityGroup> groups, LocalityPolicy policy, Locality gateway) =>
        Dense(groups.Select(group => group with { Priority = (group.Priority * Steps) + Distance(group.Locality, policy, gateway) }));

    /// <summary>The same order without gaps, which Envoy does not bear.</summary>
    public static IEnumerable<LocalityGroup> Dense(IEnumerable<LocalityGroup> groups)
    {
        var all = groups.ToList();
        if (all is [var only])
        {
            return [only with { Priority = 0 }];
        }

        var priorities = all.Select(group => group.Priority).Distinct().Order().ToList();

        return all.Select(group => group with { Priority = priorities.IndexOf(group.Priority) });
    }

    // Zones of one region are alike where Envoy tells them apart itself.
    private static int Distance(Locality locality, LocalityPolicy policy, Locality gateway)
    {
        var distance = gateway.DistanceTo(locality);
        if (distance < OtherRegion)
        {
            return policy.ZoneAware is null ? distance : 0;
        }

        foreach (var entry in policy.Failover)
        {
            if ((entry.Text("from") ?? "") == gateway.Region)
            {
                return (entry.Text("to") ?? "") == locality.Region ? OtherRegion : NotNamed;
            }
        }

        return OtherRegion;
    }
}
