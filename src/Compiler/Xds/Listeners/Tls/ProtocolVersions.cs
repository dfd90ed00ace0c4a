using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using TlsProtocol = Envoy.Extensions.TransportSockets.Tls.V3.TlsParameters.Types.TlsProtocol;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>The oldest and the newest version of TLS that clients may speak.</summary>
internal sealed class ProtocolVersions : ITlsFeature
{
    private static readonly string[] Versions = ["TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3"];

    public ImmutableArray<string> Fields { get; } = ["minProtocolVersion", "maxProtocolVersion"];

    public void Check(Fields tls, DiagnosticBag diagnostics)
    {
        if (Version(tls, "minProtocolVersion") is TlsProtocol.Tlsv10 or TlsProtocol.Tlsv11 && tls.Texts("cipherSuites") is [])
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(tls.SpanOf("minProtocolVersion"), "minProtocolVersion", "none of the default ciphers goes with TLS below 1.2")
                .WithHelp("name ciphers for it under cipherSuites, or write TLSV1_2"));
        }
    }

    public TlsV3.CommonTlsContext? Contribute(ServerTls tls)
    {
        var oldest = Version(tls.Fields, "minProtocolVersion");
        var newest = Version(tls.Fields, "maxProtocolVersion");

        return (oldest, newest) is (TlsProtocol.TlsAuto, TlsProtocol.TlsAuto)
            ? null
            : new() { TlsParams = new() { TlsMinimumProtocolVersion = oldest, TlsMaximumProtocolVersion = newest } };
    }

    // The enumerations of Istio and Envoy have the same values in the same order.
    private static TlsProtocol Version(Fields tls, string name) =>
        (TlsProtocol)Math.Max(0, Array.IndexOf(Versions, tls.Choice(name, Versions)));
}
