using System.Collections.Immutable;
using GatewayPipeline.Cli.Certificates.Checks;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates;

/// <summary>
/// Looks at the certificate files that manifests name, as they lie on this machine at this moment: for
/// <c>gwp check --certificates</c>.
/// </summary>
internal sealed class CertificateInspector(TimeProvider time)
{
    private static readonly ImmutableArray<ICertificateCheck> Checks =
    [
        new KeyFit(),
        new KeyKind(),
        new ChainOrder(),
        new Validity(),
        new HostNames(),
        new AuthorityKind(),
    ];

    public IEnumerable<Diagnostic> Inspect(ImmutableArray<CertificateUse> uses)
    {
        var findings = new List<Diagnostic>();
        foreach (var use in uses)
        {
            var loaded = CertificateReader.Read(use, findings) with { Now = time.GetUtcNow() };
            findings.AddRange(Checks.SelectMany(check => check.Check(loaded)));
        }

        return findings;
    }
}

/// <summary>One thing that can be the matter with the files of a server or a destination.</summary>
internal interface ICertificateCheck
{
    IEnumerable<Diagnostic> Check(LoadedUse use);
}
