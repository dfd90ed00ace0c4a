using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates.Checks;

/// <summary>Envoy loads no certificate of a short RSA key, or of a curve beside the common three.</summary>
internal sealed class KeyKind : ICertificateCheck
{
    private const int ShortestRsa = 2048;

    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    public IEnumerable<Diagnostic> Check(LoadedUse use) =>
        from chain in use.Chains
        let kind = RefusedKind(chain.First.Certificate)
        where kind is not null
        select CertificateRules.KeyTooWeak.At(chain.File.Origin, chain.File.Path, kind)
            .Also(chain.First.Span, "the certificate")
            .WithHelp("take ECDSA with P-256, P-384 or P-521, or RSA of 2048 bits or more");

    private static string? RefusedKind(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var elliptic = certificate.GetECDsaPublicKey();
        var curve = elliptic?.ExportParameters(includePrivateParameters: false).Curve.Oid;

        return rsa is { KeySize: < ShortestRsa } ? $"RSA of {rsa.KeySize} bits"
            : curve is not null && !Curves.Contains(curve.Value) ? $"ECDSA with {curve.FriendlyName ?? curve.Value}"
            : null;
    }
}
