using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>Makes the transport socket of a filter chain at which TLS ends.</summary>
internal static class TlsContextTranslator
{
    private const string Name = "envoy.transport_sockets.tls";

    // Said also where it is false: a validation context alone makes Envoy ask, and not insist.
    public static CoreV3.TransportSocket Translate(ServerTls tls) => new()
    {
        Name = Name,
        TypedConfig = new TlsV3.DownstreamTlsContext
        {
            CommonTlsContext = TlsFeatures.InOrder.Select(feature => feature.Contribute(tls)).Merge(),
            RequireClientCertificate = tls.Mode is TlsMode.Mutual,
        }.ToAny(),
    };
}
