using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Plain HTTP servers of different Gateways that have the same host on the same port: they are merged.</summary>
internal static class SharedHosts
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var first = new Dictionary<(string Bind, int Port, string Host), Server>();
        foreach (var server in subject.Model.Gateways.SelectMany(gateway => gateway.Servers).Where(server => server.Protocol.IsHttp()))
        {
            var isReported = false;
            foreach (var host in server.Hosts)
            {
                if (!first.TryAdd((server.BindAddress, server.Port, host), server) && !isReported)
                {
                    isReported = Report(first[(server.BindAddress, server.Port, host)], server, host, diagnostics);
                }
            }
        }
    }

    // Where both say something of TLS, the younger is dropped, and that is told elsewhere.
    private static bool Report(Server older, Server younger, string host, DiagnosticBag diagnostics)
    {
        if (older.Gateway == younger.Gateway || (older.HasTlsSettings && younger.HasTlsSettings))
        {
            return false;
        }

        var (redirecting, other) = older.HttpsRedirect ? (older, younger) : (younger, older);
        diagnostics.Add(redirecting.HttpsRedirect
            ? AnalysisRules.RedirectSpreads.At(other.PortSpan, host, redirecting.Gateway)
                .Also(redirecting.PortSpan, "this server has httpsRedirect")
                .WithHelp("let both redirect, or give the host to one of them")
            : AnalysisRules.HostShared.At(younger.PortSpan, host, older.Gateway)
                .Also(older.PortSpan, "this server has the host as well")
                .WithHelp("what is bound to either is served in one list, the oldest VirtualService first"));

        return true;
    }
}
