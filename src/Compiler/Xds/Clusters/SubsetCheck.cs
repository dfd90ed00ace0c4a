using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>Each subset of a DestinationRule has a name, and one of its own.</summary>
internal static class SubsetCheck
{
    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var known = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var subset in source.Spec.Objects("subsets"))
        {
            if (subset.Text("name") is not { Length: > 0 } name)
            {
                // A missing one is the vocabulary's to report.
                if (subset.Has("name"))
                {
                    diagnostics.Add(ValueRules.EmptyValue.At(subset.SpanOf("name"), "name"));
                }
            }
            else if (!known.TryAdd(name, subset.SpanOf("name")))
            {
                diagnostics.Add(TrafficPolicyRules.SubsetTwice.At(subset.SpanOf("name"), name)
                    .Also(known[name], "the first one")
                    .WithHelp("give each subset a name of its own"));
            }
        }
    }
}
