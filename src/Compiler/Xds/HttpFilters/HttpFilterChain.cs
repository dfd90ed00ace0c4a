using System.Collections.Immutable;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Envoy.Extensions.Filters.Http.GrpcStats.V3;
using Envoy.Extensions.Filters.Http.GrpcWeb.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using GatewayPipeline.Compiler.Model;
using Google.Protobuf;
using CorsV3 = Envoy.Extensions.Filters.Http.Cors.V3;

namespace GatewayPipeline.Compiler.Xds.HttpFilters;

/// <summary>One filter that requests pass on their way to the router.</summary>
internal sealed record HttpFilter(string Name, IMessage Configuration)
{
    /// <summary>The protocol of the ports that have it; null: all.</summary>
    public PortProtocol? Protocol { get; init; }
}

/// <summary>
/// Every filter of a gateway, in the order in which Envoy runs them. The order is the contract: this list is its only
/// home. The filters are always there, whether a route uses them or not, since adding one would drain connections; but
/// for the one that a port asks for by its protocol.
/// </summary>
internal static class HttpFilterChain
{
    /// <summary>The names under which routes configure these two.</summary>
    public const string Fault = "envoy.filters.http.fault";

    /// <inheritdoc cref="Fault"/>
    public const string Cors = "envoy.filters.http.cors";

    public static ImmutableArray<HttpFilter> InOrder { get; } =
    [
        new("envoy.filters.http.grpc_web", new GrpcWeb()) { Protocol = PortProtocol.GrpcWeb },
        new("envoy.filters.http.grpc_stats", new FilterConfig { EmitFilterState = true, StatsForAllMethods = false }),
        new(Fault, new HTTPFault()),
        new(Cors, new CorsV3.Cors()),
        new("envoy.filters.http.router", new Router()),    // ends the chain
    ];

    public static IEnumerable<HcmV3.HttpFilter> Translate(PortProtocol protocol) => InOrder
        .Where(filter => filter.Protocol is null || filter.Protocol == protocol)
        .Select(filter => new HcmV3.HttpFilter { Name = filter.Name, TypedConfig = filter.Configuration.ToAny() });
}
