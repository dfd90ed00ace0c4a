using System.Security.Cryptography.X509Certificates;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates.Checks;

/// <summary>Certificates are verified with those of authorities; with others none passes.</summary>
internal sealed class AuthorityKind : ICertificateCheck
{
    public IEnumerable<Diagnostic> Check(LoadedUse use)
    {
        if (use.Authority is { } authority && !authority.Items.Any(item => CanSign(item.Certificate)))
        {
            yield return CertificateRules.NoAuthority
                .At(authority.File.Origin, authority.File.Path, authority.First.Name)
                .Also(authority.First.Span, $"signed by {authority.First.Certificate.Issuer}")
                .WithHelp("lay down the certificate of whoever signs those that are to be accepted");
        }
    }

    // Those of the first version, and those that sign themselves, are taken without saying what they are.
    private static bool CanSign(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(extension => extension.CertificateAuthority)
        || certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
