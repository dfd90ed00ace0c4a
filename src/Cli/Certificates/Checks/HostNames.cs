using System.Security.Cryptography.X509Certificates;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates.Checks;

/// <summary>
/// Each host of a server needs a certificate that has its name. A wildcard in a certificate stands for one label; the
/// common name, which browsers pass over, does not count.
/// </summary>
internal sealed class HostNames : ICertificateCheck
{
    private const string EveryHost = "*";

    public IEnumerable<Diagnostic> Check(LoadedUse use)
    {
        // A certificate that could not be read may be the right one.
        var shown = use.Pairs.Select(pair => pair.Own).ToList();
        if (shown is not [{ } first, ..] || shown.Contains(null))
        {
            return [];
        }

        var file = use.Chains.First().File;

        return from host in use.Hosts
               where host is not EveryHost && !shown.OfType<ListedCertificate>().Any(own => Covers(own.Certificate, host))
               select CertificateRules.HostNotCovered.At(file.Origin, file.Path, host)
                   .Also(first.Span, $"the certificate, {Names(first.Certificate)}")
                   .WithHelp("have it issued for this name too, or give the host a server of its own");
    }

    // Of the hosts that a wildcard stands for, routes may serve some only: one name among them is enough.
    private static bool Covers(X509Certificate2 certificate, string host) => host is ['*', .. var suffix]
        ? DnsNames(certificate).Any(name => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        : certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false);

    private static string Names(X509Certificate2 certificate) => DnsNames(certificate).ToList() is not [] and var names
        ? $"for {string.Join(", ", names)}"
        : "without any name of a host";

    private static IEnumerable<string> DnsNames(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(extension => extension.EnumerateDnsNames());
}
