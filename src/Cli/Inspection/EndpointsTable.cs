using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using GatewayPipeline.Cli.Output;

namespace GatewayPipeline.Cli.Inspection;

/// <summary>
/// Endpoints as <c>istioctl proxy-config endpoints</c> prints them; health is what the configuration says of it.
/// </summary>
internal static class EndpointsTable
{
    public static TextTable Of(IEnumerable<ClusterLoadAssignment> assignments)
    {
        var table = new TextTable(5, "ENDPOINT", "STATUS", "OUTLIER CHECK", "CLUSTER");
        var rows = assignments
            .SelectMany(assignment => assignment.Endpoints.SelectMany(locality => locality.LbEndpoints)
                .Select(endpoint => (Address: AddressOf(endpoint), Status: StatusOf(endpoint), assignment.ClusterName)))
            .OrderBy(row => row.ClusterName, StringComparer.Ordinal)
            .ThenBy(row => row.Address, StringComparer.Ordinal);
        foreach (var (address, status, cluster) in rows)
        {
            table.Add(address, status, "OK", cluster);
        }

        return table;
    }

    public static uint PortOf(LbEndpoint endpoint) => endpoint.Endpoint?.Address?.SocketAddress?.PortValue ?? 0;

    private static string AddressOf(LbEndpoint endpoint) => endpoint.Endpoint?.Address switch
    {
        { SocketAddress: { } socket } =>
            string.Create(CultureInfo.InvariantCulture, $"{socket.Address}:{socket.PortValue}"),
        { Pipe: { } pipe } => pipe.Path,
        _ => "",
    };

    private static string StatusOf(LbEndpoint endpoint) => endpoint.HealthStatus switch
    {
        HealthStatus.Unknown or HealthStatus.Healthy => "HEALTHY",
        var other => other.ToString().ToUpperInvariant(),
    };
}
