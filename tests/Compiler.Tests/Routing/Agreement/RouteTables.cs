using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>Looks into listeners whose routes are in them.</summary>
internal static class RouteTables
{
    public static HttpConnectionManager ManagerOf(Listener listener) =>
        listener.FilterChains[0].Filters[0].TypedConfig.Unpack<HttpConnectionManager>();

    public static IEnumerable<Route> RoutesOf(Listener listener) =>
        ManagerOf(listener).RouteConfig.VirtualHosts.SelectMany(host => host.Routes);
}
