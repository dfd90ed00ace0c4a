using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Matches;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Makes Envoy's route configurations out of virtual hosts and their routes.</summary>
internal static class RouteTranslator
{
    public static RouteV3.RouteConfiguration Translate(Ir.RouteConfiguration configuration)
    {
        // A rule that stands in several virtual hosts is translated once.
        var routes = configuration.VirtualHosts
            .SelectMany(host => host.Routes)
            .Distinct<Ir.Route>(ReferenceEqualityComparer.Instance)
            .ToList();
        var origins = OriginsOf(routes);
        var translated = routes
            .SelectInParallel(route => KeyValuePair.Create(route, ToRoute(route, origins[route.Rule.Source])))
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

    // The VirtualService that a route comes from, for Istio's tools and ours: nobody changes a message that is made, so one
    // serves all of its routes.
    private static Dictionary<ManifestObject, CoreV3.Metadata> OriginsOf(IEnumerable<Ir.Route> routes) => routes
        .Select(route => route.Rule.Source)
        .Distinct<ManifestObject>(ReferenceEqualityComparer.Instance)
        .ToDictionary<ManifestObject, ManifestObject, CoreV3.Metadata>(
            source => source, IstioMetadata.Of, ReferenceEqualityComparer.Instance);

    private static RouteV3.Route ToRoute(Ir.Route route, CoreV3.Metadata origin)
    {
        var made = new RouteV3.Route { Match = MatchFeatures.Translate(route.Match), Metadata = origin };
        foreach (var feature in RouteFeatures.InOrder)
        {
            feature.Write(route, made);
        }

        return made;
    }
}
