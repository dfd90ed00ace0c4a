using System.Collections.Immutable;
using System.Globalization;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Route.V3;
using GatewayPipeline.Cli.Inspection;
using GatewayPipeline.Compiler;
using Google.Protobuf;

namespace GatewayPipeline.Cli.Up;

/// <summary>Says in a few words what differs between two configurations of one gateway.</summary>
internal static class SnapshotChanges
{
    private const int NamesShown = 3;

    /// <summary>
    /// One part per kind of resource that changed, such as <c>hosts +catalog.io</c>; empty when nothing did.
    /// </summary>
    public static ImmutableArray<string> Between(EnvoyResources before, EnvoyResources after) =>
    [
        .. new (string Kind, string Words)[]
        {
            ("listeners",
                Differences(before.Listeners.ToDictionary(l => l.Name), after.Listeners.ToDictionary(l => l.Name))),
            ("hosts", Differences(Hosts(before), Hosts(after))),
            ("routes", RouteCounts(Hosts(before), Hosts(after))),
            ("clusters", Differences(Clusters(before), Clusters(after))),
            ("endpoints", Differences(Endpoints(before, after), Endpoints(after, before))),
        }
        .Where(part => part.Words.Length > 0)
        .Select(part => $"{part.Kind} {part.Words}"),
    ];

    private static Dictionary<string, VirtualHost> Hosts(EnvoyResources resources) =>
        resources.RouteConfigurations
            .SelectMany(configuration => configuration.VirtualHosts)
            .GroupBy(host => host.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    private static Dictionary<string, Cluster> Clusters(EnvoyResources resources) =>
        resources.Clusters.ToDictionary(cluster => Short(cluster.Name), StringComparer.Ordinal);

    // Only of clusters that both have: that a new cluster brings endpoints goes without saying.
    private static Dictionary<string, ClusterLoadAssignment> Endpoints(EnvoyResources resources, EnvoyResources other)
    {
        var common = Clusters(other);

        return resources.Endpoints
            .Where(assignment => common.ContainsKey(Short(assignment.ClusterName)))
            .ToDictionary(assignment => Short(assignment.ClusterName), StringComparer.Ordinal);
    }

    // outbound|8080|v2|catalog.shop.svc.cluster.local → catalog.shop:8080/v2
    private static string Short(string cluster)
    {
        var name = ClusterName.Parse(cluster);
        var service = name.Host.IndexOf(".svc.", StringComparison.Ordinal) is > 0 and var end ? name.Host[..end]
            : name.Host;
        var port = name.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{name.Port}");

        return $"{service}{port}{(name.Subset.Length > 0 ? $"/{name.Subset}" : "")}";
    }

    private static string Differences<T>(Dictionary<string, T> before, Dictionary<string, T> after)
        where T : class, IMessage<T>
    {
        string[] parts =
        [
            .. Few(after.Keys.Except(before.Keys), '+'),
            .. Few(before.Keys.Except(after.Keys), '-'),
            .. Few(after.Where(entry => before.TryGetValue(entry.Key, out var old) && !old.Equals(entry.Value))
                .Select(entry => entry.Key), '~'),
        ];

        return string.Join(' ', parts);
    }

    private static string RouteCounts(Dictionary<string, VirtualHost> before, Dictionary<string, VirtualHost> after)
    {
        var (old, now) = (before.Values.Sum(host => host.Routes.Count), after.Values.Sum(host => host.Routes.Count));

        return old == now ? "" : $"{old} -> {now}";
    }

    private static IEnumerable<string> Few(IEnumerable<string> names, char sign)
    {
        var sorted = names.Order(StringComparer.Ordinal).ToList();
        foreach (var name in sorted.Take(NamesShown))
        {
            yield return $"{sign}{name}";
        }

        if (sorted.Count > NamesShown)
        {
            yield return $"{sign}{sorted.Count - NamesShown} more";
        }
    }
}
