using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>
/// The protocols that a client is offered inside TLS. No field changes them; Istio offers them for bytes of any kind.
/// </summary>
internal sealed class ApplicationProtocols : ITlsFeature
{
    public ImmutableArray<string> Fields { get; } = [];

    public TlsV3.CommonTlsContext Contribute(ServerTls tls) => new() { AlpnProtocols = { "h2", "http/1.1" } };
}
