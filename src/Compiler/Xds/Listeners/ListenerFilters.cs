using Envoy.Extensions.Filters.Listener.ProxyProtocol.V3;
using Envoy.Extensions.Filters.Listener.TlsInspector.V3;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners;

/// <summary>What looks at the first bytes of a connection, before it is known which filter chain takes it.</summary>
internal static class ListenerFilters
{
    public static IEnumerable<ListenerV3.ListenerFilter> Translate(Ir.Listener listener, GatewayTopology topology)
    {
        // Before the handshake, since a proxy puts its line in front of everything.
        if (topology.SpeaksProxyProtocol)
        {
            yield return new()
            {
                Name = "envoy.filters.listener.proxy_protocol",
                TypedConfig = new ProxyProtocol().ToAny(),
            };
        }

        if (listener.Chains.Any(chain => chain.ReadsHandshake))
        {
            yield return new()
            {
                Name = "envoy.filters.listener.tls_inspector",

                // Most handshakes fit into the first read; the buffer grows for those that do not.
                TypedConfig = new TlsInspector { InitialReadBufferSize = 512 }.ToAny(),
            };
        }
    }
}
