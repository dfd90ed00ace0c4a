using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Matches;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Makes Envoy's route configurations out of virtual hosts and their routes.</summary>
internal static class RouteTranslator
{
    public static RouteV3.RouteConfiguration Translate(Ir.RouteConfiguration configuration)
    {
        // A rule that stands in several virtual hosts is translated once.
        var translated = configuration.VirtualHosts
            .SelectMany(host => host.Routes)
            .Distinct<Ir.Route>(ReferenceEqualityComparer.Instance)
            .ToList()
            .SelectInParallel(route => KeyValuePair.Create(route, ToRoute(route)))
            .ToDictionary<Ir.Route, RouteV3.Route>(ReferenceEqualityComparer.Instance);

        return new()
        {
            Name = configuration.Name,
            ValidateClusters = false,
            IgnorePortInHostMatching = true,
            MaxDirectResponseBodySizeBytes = DirectResponse.MaxBodyBytes,
            VirtualHosts = { configuration.VirtualHosts.Select(host => ToVirtualHost(host, translated)) },
        };
    }

    private static RouteV3.VirtualHost ToVirtualHost(
        Ir.VirtualHost host, Dictionary<Ir.Route, RouteV3.Route> translated) => new()
    {
        Name = host.Name,
        Domains = { host.Domains },
        RequireTls = host.HttpsRedirect
            ? RouteV3.VirtualHost.Types.TlsRequirementType.All
            : RouteV3.VirtualHost.Types.TlsRequirementType.None,
        IncludeRequestAttemptCount = !host.IsBlackhole,
        Routes = { host.Routes.Select(route => translated[route]) },
    };

    private static RouteV3.Route ToRoute(Ir.Route route)
    {
        var made = new RouteV3.Route { Match = MatchFeatures.Translate(route.Match) };
        foreach (var feature in RouteFeatures.InOrder)
        {
            feature.Write(route, made);
        }

        return made;
    }
}
