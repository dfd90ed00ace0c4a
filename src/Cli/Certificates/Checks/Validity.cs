using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates.Checks;

/// <summary>A certificate counts from one moment to another, and must be renewed before the latter.</summary>
internal sealed class Validity : ICertificateCheck
{
    /// <summary>A certificate with less than this left should have been renewed.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    // One that is made for a few days only is renewed in the last third of them.
    private const double LastPart = 1 / 3.0;

    public IEnumerable<Diagnostic> Check(LoadedUse use)
    {
        var shown = use.Chains.SelectMany(chain => chain.Items.Select(item => (chain.File, item)));

        return shown.Concat(Authorities(use)).Select(each => Judge(each.File, each.item, use.Now)).OfType<Diagnostic>();
    }

    // Of several authorities one that counts is enough.
    private static IEnumerable<(NamedFile File, ListedCertificate item)> Authorities(LoadedUse use) =>
        use.Authority is { } authority && !authority.Items.Any(item => Counts(item.Certificate, use.Now))
            ? [(authority.File, authority.First)]
            : [];

    private static bool Counts(X509Certificate2 certificate, DateTimeOffset now) =>
        Start(certificate) <= now && now <= End(certificate);

    private static Diagnostic? Judge(NamedFile file, ListedCertificate item, DateTimeOffset now)
    {
        var (start, end) = (Start(item.Certificate), End(item.Certificate));
        var lead = (end - start) * LastPart is var part && part < Soon ? part : Soon;
        var finding =
            now > end ? CertificateRules.Expired.At(file.Origin, file.Path, Text(end)).WithHelp("renew it")
            : now < start ? CertificateRules.NotYetValid.At(file.Origin, file.Path, Text(start))
                .WithHelp("wait until then, or check the clock of whoever signed it")
            : end - now < lead ? CertificateRules.ExpiresSoon.At(file.Origin, file.Path, Text(end))
                .WithHelp("renew it now: a gateway takes up a new file without a reload")
            : null;

        return finding?.Also(item.Span, $"the certificate, of {item.Name}");
    }

    private static DateTimeOffset Start(X509Certificate2 certificate) => certificate.NotBefore.ToUniversalTime();

    private static DateTimeOffset End(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime();

    private static string Text(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
