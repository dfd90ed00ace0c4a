using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Objects of Istio's kinds in an older version of the API: one finding for each version of a tree.</summary>
internal static class OlderVersions
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var older = subject.Objects
            .Where(source => KindTable.IsIstio(source.Group) && KindTable.Find(source.Group, source.Kind)?.Versions[0] != source.Version)
            .GroupBy(source => (source.Group, source.Version));
        foreach (var version in older)
        {
            var first = version.First();
            diagnostics.Add(MistakeRules.OlderVersion
                .At(new Fields(first.Root).SpanOf("apiVersion"), $"{first.Group}/{first.Version}", version.Count())
                .WithHelp($"write '{first.Group}/{KindTable.Find(first.Group, first.Kind)?.Versions[0]}'"));
        }
    }
}
