using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>What a DestinationRule says and an older one for the same host has said already.</summary>
internal static class OverruledPolicies
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        // Those that are exported alike are one; others may be.
        var merged = subject.Model.DestinationRules.All.Where(rule => rule.Selector.IsEmpty).GroupBy(rule =>
            (rule.Source.Namespace, rule.Host, string.Join(',', rule.Visibility.ExportTo.Order(StringComparer.Ordinal))));
        foreach (var same in merged)
        {
            DestinationRule? first = null;
            foreach (var rule in same)
            {
                if (first is not null)
                {
                    Compare(first, rule, diagnostics);
                }

                first = first?.MergeWith(rule) ?? rule;
            }
        }
    }

    private static void Compare(DestinationRule older, DestinationRule rule, DiagnosticBag diagnostics)
    {
        var name = $"{older.Source.Namespace}/{older.Source.Name}";
        if (rule.TrafficPolicy is { } policy && older.TrafficPolicy is { } first)
        {
            diagnostics.Add(AnalysisRules.PolicyOverruled.At(rule.Source.Spec.KeySpanOf("trafficPolicy"), name, rule.Host)
                .Also(first.FirstKeySpan, "what counts")
                .WithHelp("write both into one DestinationRule"));
        }

        foreach (var subset in rule.Source.Spec.Objects("subsets").Where(subset => older.Subsets.Any(known => known.Name == subset.Text("name"))))
        {
            diagnostics.Add(AnalysisRules.SubsetOverruled.At(subset.SpanOf("name"), subset.Text("name") ?? "", name)
                .Also(older.Source.NameSpan, "it stands here first")
                .WithHelp("give it another name, or take it out"));
        }
    }
}
