using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Annotations with which Istio refuses an object.</summary>
internal static class AnnotationCheck
{
    private const string DryRun = "istio.io/dry-run";

    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        if (source.Annotations.ContainsKey(DryRun)
            && new Fields(source.Root).Object("metadata")?.Object("annotations")?.Mapping.Find(DryRun) is { } written)
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(written.Key.Span, DryRun, $"on a {source.Kind}")
                .WithHelp("only an AuthorizationPolicy can be tried out: remove the annotation"));
        }
    }
}
