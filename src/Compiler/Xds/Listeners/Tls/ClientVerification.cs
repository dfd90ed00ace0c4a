using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Secrets;
using SanType = Envoy.Extensions.TransportSockets.Tls.V3.SubjectAltNameMatcher.Types.SanType;
using TrustChainVerification = Envoy.Extensions.TransportSockets.Tls.V3.CertificateValidationContext.Types.TrustChainVerification;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>What is asked of a client's certificate: who signed it, whose it is, which one it is.</summary>
internal sealed class ClientVerification : ITlsFeature
{
    private static readonly ImmutableArray<SanType> NameTypes =
        [SanType.Dns, SanType.Uri, SanType.Email, SanType.IpAddress];

    public ImmutableArray<string> Fields { get; } =
    [
        "caCertCredentialName", "caCertificates", "caCrl", "subjectAltNames",
        "verifyCertificateSpki", "verifyCertificateHash", "insecureSkipVerify",
    ];

    public void Check(Fields tls, DiagnosticBag diagnostics)
    {
        if (new ServerTls(tls).AsksClients && tls.Scalar("caCertCredentialName") is { Value.Length: > 0 } name)
        {
            ServerCertificates.CheckName(name, diagnostics);
        }
    }

    public TlsV3.CommonTlsContext? Contribute(ServerTls tls)
    {
        if (!tls.AsksClients)
        {
            return null;
        }

        var context = ToContext(tls.Fields);

        return tls.Authority is { } authority
            ? new()
            {
                CombinedValidationContext = new()
                {
                    DefaultValidationContext = context,
                    ValidationContextSdsSecretConfig = new() { Name = authority.Name, SdsConfig = ConfigSources.Ads },
                },
            }
            : new() { ValidationContext = context };
    }

    private static TlsV3.CertificateValidationContext ToContext(Fields tls) => new()
    {
        MatchTypedSubjectAltNames = { tls.Texts("subjectAltNames").SelectMany(name => NameTypes.Select(type => ToMatcher(type, name.Value))) },
        VerifyCertificateSpki = { tls.Texts("verifyCertificateSpki").Select(pin => pin.Value) },
        VerifyCertificateHash = { tls.Texts("verifyCertificateHash").Select(pin => pin.Value) },
        Crl = tls.Text("caCrl") is { Length: > 0 } list ? new() { Filename = list } : null,
        TrustChainVerification = tls.Flag("insecureSkipVerify") ?? false
            ? TrustChainVerification.AcceptUntrusted
            : TrustChainVerification.VerifyTrustChain,
    };

    private static TlsV3.SubjectAltNameMatcher ToMatcher(SanType type, string name) =>
        new() { SanType = type, Matcher = new() { Exact = name } };
}
