using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>
/// Endpoints whose labels are those of the gateway before others: <c>failoverPriority</c>. The more labels agree, from
/// the first on, the better.
/// </summary>
internal static class LabelPriorities
{
    public static IEnumerable<LocalityGroup> Apply(
        IEnumerable<LocalityGroup> groups, LocalityPolicy policy, ImmutableSortedDictionary<string, string> gateway)
    {
        ImmutableArray<(string Name, string Value)> wanted = [.. policy.FailoverPriority.Select(label => Wanted(label, gateway))];

        return LocalityFailover.Dense(
            from @group in groups
            from same in @group.Endpoints.GroupBy(endpoint => PriorityOf(endpoint, wanted)).OrderBy(same => same.Key)
            select LocalityGroup.Of(@group.Locality, same, same.Key));
    }

    // A label may come with the value that stands in for the gateway's own.
    private static (string Name, string Value) Wanted(string label, ImmutableSortedDictionary<string, string> gateway) =>
        label.Split('=') is [var name, var value] ? (name, value) : (label.Split('=')[0], gateway.GetValueOrDefault(label.Split('=')[0], ""));

    private static int PriorityOf(Endpoint endpoint, ImmutableArray<(string Name, string Value)> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            if (endpoint.Labels.GetValueOrDefault(wanted[i].Name, "") != wanted[i].Value)
            {
                return wanted.Length - i;
            }
        }

        return 0;
    }
}
