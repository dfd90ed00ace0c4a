using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using static Envoy.Config.Route.V3.VirtualHost.Types;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>One virtual host with its routes, in order.</summary>
internal sealed class CompiledVirtualHost(VirtualHost host, RouteConfiguration configuration)
{
    private readonly ImmutableArray<CompiledRoute> routes =
    [
        .. host.Routes.Select((route, index) =>
            new CompiledRoute(route, index, configuration.IgnorePathParametersInPathMatching)),
    ];

    private readonly ImmutableArray<HeaderOperation> requestHeaders =
        HeaderOperation.Of(host.RequestHeadersToAdd, host.RequestHeadersToRemove);

    private readonly ImmutableArray<HeaderOperation> responseHeaders =
        HeaderOperation.Of(host.ResponseHeadersToAdd, host.ResponseHeadersToRemove);

    private readonly ImmutableArray<HeaderOperation> allRequestHeaders =
        HeaderOperation.Of(configuration.RequestHeadersToAdd, configuration.RequestHeadersToRemove);

    private readonly ImmutableArray<HeaderOperation> allResponseHeaders =
        HeaderOperation.Of(configuration.ResponseHeadersToAdd, configuration.ResponseHeadersToRemove);

    public RouteDecision Route(RequestView request, RouteDecision decision, bool explain)
    {
        decision = decision with { VirtualHost = host.Name };
        if (host.RequireTls is TlsRequirementType.All or TlsRequirementType.ExternalOnly
            && request.ForwardedScheme != "https")
        {
            // Envoy calls no request internal unless it trusts the client's address, which a gateway does not.
            return decision with
            {
                Outcome = new RouteOutcome.Redirect(301, $"https://{request.Authority}{request.Path}"),
            };
        }

        var index = 0;
        while (index < routes.Length && !routes[index].Matches(request))
        {
            index++;
        }

        if (explain)
        {
            decision = decision with
            {
                Skipped =
                [
                    .. routes[..index].Select(route =>
                        new SkippedRoute(route.Index, route.Message.Name, route.Describe(request))),
                ],
            };
        }

        return index == routes.Length
            ? decision with { Outcome = new RouteOutcome.NotFound($"no route of virtual host '{host.Name}' matches") }
            : Take(routes[index], request, decision);
    }

    private RouteDecision Take(CompiledRoute route, RequestView request, RouteDecision decision)
    {
        var chosen = route.Action.Choose(request);

        return decision with
        {
            Outcome = route.Action.Outcome(request, chosen),
            Route = route.Message.Name,
            RouteIndex = route.Index,
            RouteMessage = route.Message,
            Authority = route.Action.AuthoritySentOn(request, chosen),
            Path = route.Action.PathSentOn(request),
            Timeout = route.Action.Timeout,
            Retries = route.Message.Route_?.RetryPolicy ?? host.RetryPolicy,
            Mirrors = [.. route.Action.Mirrors(host, configuration)],
            RequestHeaders =
            [
                .. chosen is null ? [] : HeaderOperation.Of(chosen.RequestHeadersToAdd, chosen.RequestHeadersToRemove),
                .. InOrder(route.Action.OwnRequestHeaders, requestHeaders, allRequestHeaders),
            ],
            ResponseHeaders =
            [
                .. chosen is null ? []
                    : HeaderOperation.Of(chosen.ResponseHeadersToAdd, chosen.ResponseHeadersToRemove),
                .. InOrder(route.Action.OwnResponseHeaders, responseHeaders, allResponseHeaders),
            ],
            FilterConfigs = FilterConfigs(route.Message, chosen),
        };
    }

    // Whoever comes last has the last word.
    private IEnumerable<HeaderOperation> InOrder(
        ImmutableArray<HeaderOperation> ofRoute,
        ImmutableArray<HeaderOperation> ofHost,
        ImmutableArray<HeaderOperation> ofAll) =>
        configuration.MostSpecificHeaderMutationsWins ? [.. ofAll, .. ofHost, .. ofRoute]
            : [.. ofRoute, .. ofHost, .. ofAll];

    private ImmutableSortedDictionary<string, Any> FilterConfigs(
        Route route, WeightedCluster.Types.ClusterWeight? chosen)
    {
        var levels = new[]
        {
            configuration.TypedPerFilterConfig,
            host.TypedPerFilterConfig,
            route.TypedPerFilterConfig,
            chosen?.TypedPerFilterConfig ?? [],
        };
        if (levels.All(level => level.Count == 0))
        {
            return ImmutableSortedDictionary<string, Any>.Empty;
        }

        var result = ImmutableSortedDictionary.CreateBuilder<string, Any>(StringComparer.Ordinal);
        foreach (var (name, config) in levels.SelectMany(level => level))
        {
            result[name] = config;
        }

        return result.ToImmutable();
    }
}
