using System.Collections.Immutable;
using Envoy.Config.Endpoint.V3;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler;
using Google.Protobuf;

namespace GatewayPipeline.Cli.Inspection;

/// <summary>What is asked for: a name, a port, or everything.</summary>
internal sealed record InspectionFilter(string? Name, int? Port)
{
    public bool Takes(string name, params IEnumerable<long> ports) =>
        (Name is null || name == Name) && (Port is not { } port || ports.Contains(port));
}

/// <summary>Resources to show: as a table, or as the messages that they are.</summary>
internal sealed record InspectionView(ImmutableArray<IMessage> Messages, Func<bool, TextTable> Table);

/// <summary>The views of <c>gwp inspect</c>, one per kind of resource.</summary>
internal static class InspectionViews
{
    public static InspectionView Listeners(EnvoyResources resources, InspectionFilter filter)
    {
        var found = resources.Listeners.Where(listener => filter.Takes(listener.Name, ListenersTable.PortOf(listener)))
            .ToList();

        return new([.. found], _ => ListenersTable.Of(found));
    }

    public static InspectionView Routes(EnvoyResources resources, InspectionFilter filter)
    {
        var found = resources.RouteConfigurations.Where(routes => filter.Takes(routes.Name, PortsOf(routes.Name)))
            .ToList();

        return new([.. found], isWide => RoutesTable.Of(found, isWide));
    }

    public static InspectionView Clusters(EnvoyResources resources, InspectionFilter filter)
    {
        var found = resources.Clusters.Where(
            cluster => filter.Takes(cluster.Name, ClusterName.Parse(cluster.Name).Port)).ToList();

        return new([.. found], _ => ClustersTable.Of(found));
    }

    /// <summary>Those that come by name, and those that stand in their cluster.</summary>
    public static InspectionView Endpoints(EnvoyResources resources, InspectionFilter filter)
    {
        var inline = resources.Clusters
            .Where(cluster => cluster.LoadAssignment is not null)
            .Select(cluster => new ClusterLoadAssignment(cluster.LoadAssignment) { ClusterName = cluster.Name });
        var found = resources.Endpoints.Concat(inline)
            .Where(assignment => filter.Takes(assignment.ClusterName, PortsOf(assignment)))
            .OrderBy(assignment => assignment.ClusterName, StringComparer.Ordinal)
            .ToList();

        return new([.. found], _ => EndpointsTable.Of(found));
    }

    private static IEnumerable<long> PortsOf(ClusterLoadAssignment assignment) =>
        assignment.Endpoints.SelectMany(locality => locality.LbEndpoints)
            .Select(endpoint => (long)EndpointsTable.PortOf(endpoint));

    // http.80, https.443.https.gateway.namespace
    private static IEnumerable<long> PortsOf(string routeConfiguration) =>
        routeConfiguration.Split('.') is [_, var port, ..] && long.TryParse(port, out var number) ? [number] : [];
}
