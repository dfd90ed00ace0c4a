using System.Collections.Immutable;
using Envoy.Extensions.TransportSockets.ProxyProtocol.V3;
using Envoy.Extensions.TransportSockets.RawBuffer.V3;
using ProtocolVersion = Envoy.Config.Core.V3.ProxyProtocolConfig.Types.Version;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Tells the endpoints whose connection it is, before anything else: <c>proxyProtocol</c>, around TLS if there is any.
/// </summary>
internal sealed class ProxyProtocol : IClusterFeature
{
    public ImmutableArray<string> Fields { get; } = ["proxyProtocol.version"];

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        if (cluster.Policy("proxyProtocol") is not { } protocol)
        {
            return;
        }

        var plain = new CoreV3.TransportSocket { Name = "envoy.transport_sockets.raw_buffer", TypedConfig = new RawBuffer().ToAny() };
        var around = new ProxyProtocolUpstreamTransport
        {
            Config = new() { Version = protocol.Choice("version", "V1", "V2") is "V2" ? ProtocolVersion.V2 : ProtocolVersion.V1 },
            TransportSocket = target.TransportSocket ?? plain,
        };
        target.TransportSocket = new() { Name = "envoy.transport_sockets.upstream_proxy_protocol", TypedConfig = around.ToAny() };
    }
}
