using System.Globalization;
using Envoy.Config.Cluster.V3;
using GatewayPipeline.Cli.Output;

namespace GatewayPipeline.Cli.Inspection;

/// <summary>Clusters as <c>istioctl proxy-config clusters</c> prints them.</summary>
internal static class ClustersTable
{
    public static TextTable Of(IEnumerable<Cluster> clusters)
    {
        var table = new TextTable(5, "SERVICE FQDN", "PORT", "SUBSET", "DIRECTION", "TYPE", "DESTINATION RULE");
        var sorted = clusters
            .Select(cluster => (Cluster: cluster, Name: ClusterName.Parse(cluster.Name)))
            .OrderBy(entry => entry.Name.Host, StringComparer.Ordinal)
            .ThenBy(entry => entry.Name.Port)
            .ThenBy(entry => entry.Name.Subset, StringComparer.Ordinal);
        foreach (var (cluster, name) in sorted)
        {
            var port = name.Port == 0 ? "-" : name.Port.ToString(CultureInfo.InvariantCulture);
            table.Add(name.Host, port, OrDash(name.Subset), OrDash(name.Direction), TypeOf(cluster),
                IstioOrigin.Of(cluster.Metadata));
        }

        return table;
    }

    private static string OrDash(string text) => text.Length == 0 ? "-" : text;

    private static string TypeOf(Cluster cluster) => cluster.Type switch
    {
        Cluster.Types.DiscoveryType.StrictDns => "STRICT_DNS",
        Cluster.Types.DiscoveryType.LogicalDns => "LOGICAL_DNS",
        Cluster.Types.DiscoveryType.OriginalDst => "ORIGINAL_DST",
        var other => other.ToString().ToUpperInvariant(),
    };
}

/// <summary>
/// The parts of <c>outbound|8080|v1|catalog.istioinaction.svc.cluster.local</c>; any other name is all host.
/// </summary>
internal readonly record struct ClusterName(string Direction, int Port, string Subset, string Host)
{
    public static ClusterName Parse(string name) =>
        name.Split('|') is [var direction, var port, var subset, var host]
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(direction, number, subset, host)
            : new("", 0, "", name);
}
