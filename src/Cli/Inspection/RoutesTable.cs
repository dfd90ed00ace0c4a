using Envoy.Config.Route.V3;
using GatewayPipeline.Cli.Output;

namespace GatewayPipeline.Cli.Inspection;

/// <summary>
/// Routes as <c>istioctl proxy-config routes</c> prints them; the wide form adds what one asks next: the destination
/// and the time limit.
/// </summary>
internal static class RoutesTable
{
    private const int NarrowColumns = 5;
    private const int DomainsShown = 2;
    private const string NotFound = "404";

    public static TextTable Of(IEnumerable<RouteConfiguration> configurations, bool isWide)
    {
        string[] headers = ["NAME", "VHOST NAME", "DOMAINS", "MATCH", "VIRTUAL SERVICE", "DESTINATION", "TIMEOUT"];
        var table = new TextTable(5, [.. headers.Take(isWide ? headers.Length : NarrowColumns)]);
        foreach (var configuration in configurations.OrderBy(
            configuration => configuration.Name, StringComparer.Ordinal))
        {
            foreach (var host in configuration.VirtualHosts)
            {
                foreach (var row in Rows(configuration.Name, host))
                {
                    table.Add([.. row.Take(isWide ? headers.Length : NarrowColumns)]);
                }
            }
        }

        return table;
    }

    private static IEnumerable<string[]> Rows(string configuration, VirtualHost host)
    {
        var domains = Domains(host);
        if (host.Routes.Count == 0)
        {
            yield return [configuration, host.Name, domains, "/*", NotFound, "", ""];
        }

        foreach (var route in host.Routes)
        {
            yield return
            [
                configuration, host.Name, domains, Match(route.Match), IstioOrigin.Of(route.Metadata),
                    Destination(route), Timeout(route),
            ];
        }
    }

    private static string Domains(VirtualHost host) =>
        host.Domains.Count <= DomainsShown
            ? string.Join(", ", host.Domains)
            : $"{string.Join(", ", host.Domains.Take(DomainsShown))} + {host.Domains.Count - DomainsShown} more...";

    private static string Match(RouteMatch match) => match.PathSpecifierCase switch
    {
        RouteMatch.PathSpecifierOneofCase.Prefix => $"{match.Prefix}*",
        RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix => $"PathPrefix:{match.PathSeparatedPrefix}",
        RouteMatch.PathSpecifierOneofCase.Path => match.Path,
        RouteMatch.PathSpecifierOneofCase.SafeRegex => $"regex {match.SafeRegex.Regex}",
        _ => "",
    };

    private static string Destination(Route route) => route.ActionCase switch
    {
        Route.ActionOneofCase.Route_ when route.Route_.WeightedClusters is { } weighted =>
            string.Join(", ", weighted.Clusters.Select(cluster => $"{cluster.Name} ({cluster.Weight ?? 0})")),
        Route.ActionOneofCase.Route_ => route.Route_.Cluster,
        Route.ActionOneofCase.Redirect => "redirect",
        Route.ActionOneofCase.DirectResponse => $"answers {route.DirectResponse.Status}",
        _ => "",
    };

    private static string Timeout(Route route) => route.Route_?.Timeout is { } timeout
        ? Google.Protobuf.JsonFormatter.Default.Format(timeout).Trim('"')
        : "";
}
