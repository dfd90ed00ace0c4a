using GatewayPipeline.Compiler.Analysis.Requests;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>
/// Rules that lose all of their requests to another VirtualService, which shares their host and comes first. Only what
/// is lost in every virtual host is reported.
/// </summary>
internal static class ShadowedRules
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var hosts = subject.Gateway.RouteConfigurations.SelectMany(configuration => configuration.VirtualHosts).ToLookup(IsShared);
        var lost = new Dictionary<SourceSpan, (TakenRequests Requests, string Host)>();
        var alive = new HashSet<SourceSpan>();
        foreach (var host in hosts[true])
        {
            Collect(host, lost, alive);
        }

        foreach (var key in lost.Count is 0 ? [] : hosts[false].SelectMany(host => host.Routes).Select(route => route.Origin).Concat(alive))
        {
            lost.Remove(key);
        }

        foreach (var rule in lost.Values.GroupBy(each => each.Requests.Taken.Rule.Fields.Span))
        {
            Report([.. rule], diagnostics);
        }
    }

    private static bool IsShared(VirtualHost host) =>
        host.Routes.Any(route => !ReferenceEquals(route.Rule.Source, host.Routes[0].Rule.Source));

    private static void Collect(
        VirtualHost host, Dictionary<SourceSpan, (TakenRequests Requests, string Host)> lost, HashSet<SourceSpan> alive)
    {
        var earlier = new RequestSetIndex<Alternative>(ignoreScope: true);
        foreach (var route in host.Routes)
        {
            var alternative = Alternative.Of(route.Rule, route.Match);
            if (earlier.FindCovering(alternative.Requests) is not { } by)
            {
                earlier.Add(alternative.Requests, alternative);
                alive.Add(alternative.Key);
            }
            else if (!ReferenceEquals(by.Rule.Source, route.Rule.Source))
            {
                lost.TryAdd(alternative.Key, (new(alternative, by), host.Domains[0]));
            }
        }
    }

    private static void Report((TakenRequests Requests, string Host)[] lost, DiagnosticBag diagnostics)
    {
        var (first, host) = lost[0];
        var taker = $"VirtualService '{first.By.Rule.Source.Namespace}/{first.By.Rule.Source.Name}', which comes first for host '{host}',";
        const string Help = "write both into one VirtualService in the order that is meant, or let their matches not overlap";
        foreach (var finding in TakenRequests.Report(first.Taken.Rule, [.. lost.Select(each => each.Requests)], taker, Help))
        {
            diagnostics.Add(finding);
        }
    }
}
