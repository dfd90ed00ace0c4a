using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>
/// One thing that the <c>tls</c> of a server can say. Returns what it contributes; never changes what it is given.
/// </summary>
internal interface ITlsFeature
{
    /// <summary>The fields that it reads, below <c>servers[].tls</c>.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>What the settings alone say wrong.</summary>
    void Check(Fields tls, DiagnosticBag diagnostics)
    {
    }

    /// <summary>Its part of the TLS context.</summary>
    TlsV3.CommonTlsContext? Contribute(ServerTls tls);
}

/// <summary>Every feature of a server's TLS. No two of them write the same field of Envoy's.</summary>
internal static class TlsFeatures
{
    private const string Prefix = "spec.servers[].tls.";

    public static ImmutableArray<ITlsFeature> InOrder { get; } =
    [
        new ApplicationProtocols(),
        new ServerCertificates(),
        new ClientVerification(),
        new ProtocolVersions(),
        new CipherSuites(),
    ];

    public static IEnumerable<string> Claims =>
        InOrder.SelectMany(feature => feature.Fields).Select(path => Prefix + path);
}
