using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>
/// Hosts whose rules leave requests over that a wider host's rules would take. They do not get them: a host with rules of
/// its own never falls back to those of a wildcard.
/// </summary>
internal static class LostFallbacks
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        foreach (var configuration in subject.Gateway.RouteConfigurations)
        {
            var wider = configuration.VirtualHosts
                .Where(host => host.Routes is not [])
                .SelectMany(host => host.Domains.Where(HostName.IsWildcard), (host, domain) => (domain, host))
                .ToDictionary(StringComparer.Ordinal);
            foreach (var host in wider.Count is 0 ? [] : configuration.VirtualHosts)
            {
                if (host.Routes is [.., var last] && !host.HttpsRedirect && !RouteLowering.IsCatchAll(last) 
                    && Find(host.Domains[0], wider) is { } other && other.Host.Origin != host.Origin)
                {
                    diagnostics.Add(AnalysisRules.FallbackLost.At(host.Origin, host.Domains[0], other.Domain)
                        .Also(other.Host.Origin, $"its rules for '{other.Domain}' count for hosts without rules of their own alone")
                        .WithHelp("end the list with a rule that has no match, if the rest is to be served here as well"));
                }
            }
        }
    }

    // The nearest wildcard: of *.b.c, *.c and * for a.b.c the first.
    private static (string Domain, VirtualHost Host)? Find(string domain, Dictionary<string, VirtualHost> wider)
    {
        for (var dot = domain.IndexOf('.', Math.Min(domain.Length, HostName.IsWildcard(domain) ? 2 : 0)); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (wider.TryGetValue($"*{domain[dot..]}", out var found))
            {
                return ($"*{domain[dot..]}", found);
            }
        }

        return domain is not "*" && wider.TryGetValue("*", out var every) ? ("*", every) : null;
    }
}
