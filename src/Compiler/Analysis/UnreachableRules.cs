using GatewayPipeline.Compiler.Analysis.Requests;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Rules that come too late in their own VirtualService: earlier ones take all of their requests.</summary>
internal static class UnreachableRules
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        // No VirtualService needs another one here, so they are looked at by all processors.
        var found = subject.Model.AllVirtualServices
            .Where(service => service.Http.Length > 1 || service.Http is [{ Matches.Length: > 1 }])
            .ToList()
            .SelectInParallel(service => Analyze(service, diagnostics.Profile));
        foreach (var bag in found)
        {
            diagnostics.AddAll(bag);
        }
    }

    private static DiagnosticBag Analyze(VirtualService service, Profile profile)
    {
        var diagnostics = new DiagnosticBag(profile);
        var earlier = new RequestSetIndex<Alternative>(ignoreScope: false);
        foreach (var rule in service.Http)
        {
            var lost = new List<TakenRequests>();
            foreach (var alternative in Alternative.Of(rule))
            {
                if (earlier.FindCovering(alternative.Requests) is { } by)
                {
                    lost.Add(new(alternative, by));
                }
                else if (!rule.Fields.Has("delegate"))
                {
                    // What a delegate does not take falls through, so only rules with an action of their own count.
                    earlier.Add(alternative.Requests, alternative);
                }
            }

            if (lost.Count > 0)
            {
                Report(rule, lost, diagnostics);
            }
        }

        return diagnostics;
    }

    private static void Report(HttpRule rule, List<TakenRequests> lost, DiagnosticBag diagnostics)
    {
        var help = lost.Exists(each => each.By.Requests.IsEvery)
            ? "put the rule that takes everything behind all others"
            : "put the narrower rule first, or take this out";
        var taker = lost.TrueForAll(each => ReferenceEquals(each.By.Rule, rule)) ? "an earlier match" : "an earlier rule";
        foreach (var finding in TakenRequests.Report(rule, lost, taker, help))
        {
            diagnostics.Add(finding);
        }
    }
}
