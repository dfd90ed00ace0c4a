using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates.Checks;

/// <summary>Each certificate of a chain is signed by the next, or clients find no way to their root.</summary>
internal sealed class ChainOrder : ICertificateCheck
{
    public IEnumerable<Diagnostic> Check(LoadedUse use) =>
        use.Pairs.Where(pair => pair.HasOwnFirst).Select(pair => pair.Chain).OfType<CertificateList>().SelectMany(Breaks);

    private static IEnumerable<Diagnostic> Breaks(CertificateList chain)
    {
        for (var number = 1; number < chain.Items.Length; number++)
        {
            var (one, other) = (chain.Items[number - 1], chain.Items[number]);
            if (!IsSignedBy(one, other))
            {
                yield return CertificateRules.ChainBroken
                    .At(chain.File.Origin, chain.File.Path,
                        $"number {number + 1}, of {other.Name}, has not signed number {number}, of {one.Name}")
                    .Also(other.Span, $"number {number + 1}")
                    .WithHelp("write each certificate before the one that signed it, and leave out all others");
            }
        }
    }

    private static bool IsSignedBy(ListedCertificate one, ListedCertificate authority) =>
        one.Certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.Certificate.SubjectName.RawData);
}
