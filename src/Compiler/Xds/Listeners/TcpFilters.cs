using Envoy.Extensions.Filters.Network.MongoProxy.V3;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners;

/// <summary>
/// The filters of a connection whose bytes are sent on unread. MongoDB's are counted on their way, as Istio does it; to
/// Redis and MySQL they are bytes like any others.
/// </summary>
internal static class TcpFilters
{
    public static IEnumerable<ListenerV3.Filter> Translate(Ir.ChainTarget.Tcp target)
    {
        var proxy = TcpProxyTranslator.Translate(target);
        if (target.Protocol is PortProtocol.Mongo)
        {
            yield return new()
            {
                Name = "envoy.filters.network.mongo_proxy",
                TypedConfig = new MongoProxy { StatPrefix = proxy.StatPrefix }.ToAny(),
            };
        }

        yield return new() { Name = "envoy.filters.network.tcp_proxy", TypedConfig = proxy.ToAny() };
    }
}
