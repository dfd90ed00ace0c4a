using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>An alternative that never takes a request, and one that has all of its requests before it.</summary>
internal sealed record TakenRequests(Alternative Taken, Alternative By)
{
    /// <summary>One finding for the rule if none of its alternatives is left, else one for each that is lost.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="lost">Those of its alternatives that never take a request; at least one.</param>
    /// <param name="taker">Who takes them, as <c>an earlier rule</c>.</param>
    /// <param name="help">What to do about it.</param>
    public static IEnumerable<Diagnostic> Report(HttpRule rule, IReadOnlyList<TakenRequests> lost, string taker, string help)
    {
        if (lost.Count >= rule.Matches.Length)
        {
            var finding = AnalysisRules.UnreachableRule.At(rule.Fields.FirstKeySpan, taker);

            return [lost.DistinctBy(each => each.By.Key).Aggregate(finding, (all, each) => Also(all, each.By)).WithHelp(help)];
        }

        return lost.Select(each => Also(AnalysisRules.UnreachableMatch.At(each.Taken.Place, taker), each.By).WithHelp(help));
    }

    private static Diagnostic Also(Diagnostic finding, Alternative by) => finding.Also(by.Place, by switch
    {
        { Match: null } => "this rule has no match, so it takes every request",
        { Requests.IsEvery: true } => "this match takes every request",
        _ => "this match takes them",
    });
}
