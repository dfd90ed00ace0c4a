using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Differences.Words;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Compares destinations: how they are connected to, and their endpoints.</summary>
internal sealed class UpstreamDifferences(DiffContext context)
{
    private ILookup<string, (Door Door, string Domain, WantedRoute Route)>? routes;

    public IEnumerable<DiffSection> Find() =>
        context.Before.Clusters.Keys.Union(context.After.Clusters.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Change: Compare(name)))
            .Where(each => each.Change is not null)
            .GroupBy(each => KeyOf(each.Change), StringComparer.Ordinal)
            .Select(same => ToSection([.. same.Select(each => each.Name)], same.First().Change));

    private DiffSection ToSection(ImmutableArray<string> clusters, DiffChange? change)
    {
        ImmutableArray<string> names = [.. clusters.Select(DestinationText.Of)];
        if (change is not { Kind: ChangeKind.Changed })
        {
            return new(SectionKind.Upstream, names, "", change?.Kind ?? ChangeKind.Changed, change is null ? [] : [change]);
        }

        return new(
            SectionKind.Upstream, names, "", ChangeKind.Changed, [change with { Example = ExampleFor(clusters[0]) }]);
    }

    // Of several destinations, for which the same is said at the same place, it is told once.
    private static string KeyOf(DiffChange? change) => change is null ? ""
        : $"{change.Kind} {change.Base} {change.Head} {string.Join('\n', change.Fields.Select(field => $"{field}"))}";

    private DiffChange? Compare(string name)
    {
        var (before, after) = (context.Before.Clusters.GetValueOrDefault(name), context.After.Clusters.GetValueOrDefault(name));
        var (endpoints, nextEndpoints) =
            (context.Before.Endpoints.GetValueOrDefault(name), context.After.Endpoints.GetValueOrDefault(name));
        if (Equals(before, after) && Equals(endpoints, nextEndpoints))
        {
            return null;
        }

        var kind = before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed;

        return new()
        {
            Kind = kind,
            Subject = kind is ChangeKind.Changed ? "settings" : "destination",
            Fields = before is null || after is null ? []
                : Fields([
                    .. SettingWords.Compare(SettingWords.OfCluster(before), SettingWords.OfCluster(after)),
                    .. SettingWords.Compare(EndpointsOf(endpoints), EndpointsOf(nextEndpoints)),
                ]),
            Base = context.Before.OriginOf(name),
            Head = context.After.OriginOf(name),
        };
    }

    private static ImmutableArray<FieldChange> Fields(ImmutableArray<FieldChange> fields) =>
        fields is not [] ? fields : [new("Envoy's cluster", "differs in what has no words", "differs in what has no words")];

    private static FactList EndpointsOf(Envoy.Config.Endpoint.V3.ClusterLoadAssignment? assignment) =>
        assignment is null ? new() : SettingWords.OfEndpoints(assignment);

    // A request that goes there on both sides: what it is answered is the upstream's to say.
    private DiffExample? ExampleFor(string cluster)
    {
        routes ??= FindRoutes();
        foreach (var (door, domain, wanted) in routes[cluster].Take(1))
        {
            var found = context.Find(door, domain, [wanted], (before, after) =>
                !ReferenceEquals(after.RouteMessage, wanted.Message)
                    ? after.RouteMessage is { } earlier ? new Sight.Taken(earlier) : new Sight.Nothing()
                : GoesTo(before, cluster) ? new Sight.Shown()
                : new Sight.Nothing());
            if (found is FoundRequest.Request request)
            {
                return new(request.Value, OutcomeText.Of(request.Base), OutcomeText.Of(request.Head));
            }
        }

        return null;
    }

    private static bool GoesTo(RouteDecision decision, string cluster) =>
        decision.RouteMessage is { } route && ClustersOf(route).Contains(cluster, StringComparer.Ordinal);

    private ILookup<string, (Door Door, string Domain, WantedRoute Route)> FindRoutes() => (
        from chain in context.After.Chains
        from host in context.After.HostsOf(chain.Routes)
        from index in Enumerable.Range(0, host.Value.Message.Routes.Count)
        from cluster in ClustersOf(host.Value.Message.Routes[index])
        select (cluster, (chain.Door, host.Key, host.Value.Wanted(index, isInHead: true))))
        .ToLookup(each => each.cluster, each => each.Item2, StringComparer.Ordinal);

    private static IEnumerable<string> ClustersOf(Route route) => route.Route_ is not { } action ? []
        : action.WeightedClusters is { } weighted ? weighted.Clusters.Select(cluster => cluster.Name)
        : [action.Cluster];
}
