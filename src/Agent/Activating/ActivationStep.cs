using System.Collections.Immutable;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Activating;

/// <summary>Sets that are offered together, and what must be over before the next step.</summary>
internal sealed record ActivationStep(string Name, bool Warms, ImmutableArray<ResourceSet> Sets)
{
    /// <summary>
    /// Make before break. At every step, whatever is pointed at exists, so no request is lost: first both the former
    /// and the next clusters, then listeners, then routes, and only then is the former withdrawn.
    /// </summary>
    public static ImmutableArray<ActivationStep> Between(ResourceTable former, ResourceTable next) =>
    [
        new("clusters and endpoints", Warms: true,
        [
            next[TypeUrls.Cluster].Over(former[TypeUrls.Cluster]),
            next[TypeUrls.ClusterLoadAssignment].Over(former[TypeUrls.ClusterLoadAssignment]),
            next[TypeUrls.Secret].Over(former[TypeUrls.Secret]),
        ]),

        // A new listener asks for its routes at once; a listener that stays keeps the routes that it has. Listeners go
        // in this same step, since one that takes over the address of another would be refused beside it.
        new("listeners", Warms: true,
        [
            next[TypeUrls.Listener],
            former[TypeUrls.RouteConfiguration].Over(next[TypeUrls.RouteConfiguration]),
        ]),

        new("routes", Warms: false, [next[TypeUrls.RouteConfiguration].Over(former[TypeUrls.RouteConfiguration])]),

        new("removals", Warms: false, [.. TypeUrls.InActivationOrder.Select(typeUrl => next[typeUrl])]),
    ];
}
