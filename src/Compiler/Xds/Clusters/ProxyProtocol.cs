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

    public ClusterV3.Cluster? Contribute(Ir.Cluster cluster)
    {
        if (cluster.Policy("proxyProtocol") is not { } protocol)
        {
            return null;
        }

        var plain = new CoreV3.TransportSocket { Name = "envoy.transport_sockets.raw_buffer", TypedConfig = new RawBuffer().ToAny() };
        var around = new ProxyProtocolUpstreamTransport
        {
            Config = new() { Version = protocol.Choice("version", "V1", "V2") is "V2" ? ProtocolVersion.V2 : ProtocolVersion.V1 },
            TransportSocket = UpstreamTls.SocketOf(cluster) ?? plain,
        };

        return new() { TransportSocket = new() { Name = "envoy.transport_sockets.upstream_proxy_protocol", TypedConfig = around.ToAny() } };
    }
}
