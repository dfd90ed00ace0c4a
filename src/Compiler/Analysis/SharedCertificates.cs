using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>
/// Servers of one port that show the same certificate and have separate routes. A browser that trusts it for both hosts
/// sends the requests for both over one HTTP/2 connection, and the server that it was made to knows only its own.
/// </summary>
internal static class SharedCertificates
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var first = new Dictionary<(string Bind, int Port, string Certificate), Server>();
        foreach (var server in subject.Model.Gateways.SelectMany(gateway => gateway.Servers).Where(server => server.TerminatesHttps))
        {
            if (server.Tls is { } tls && Certificate(tls.Fields) is { } certificate
                && !first.TryAdd((server.BindAddress, server.Port, certificate), server))
            {
                var older = first[(server.BindAddress, server.Port, certificate)];
                diagnostics.Add(AnalysisRules.CertificateShared
                    .At(tls.Fields.SpanOf(tls.Fields.Has("credentialName") ? "credentialName" : "serverCertificate"), certificate, $"{server.Port}")
                    .Also(older.PortSpan, $"this server of Gateway '{older.Gateway}' shows it, too")
                    .WithHelp("list all hosts of the certificate in one server, or give each its own"));
            }
        }
    }

    private static string? Certificate(Fields tls) => tls.Text("credentialName") is { Length: > 0 } name ? name : tls.Text("serverCertificate");
}
