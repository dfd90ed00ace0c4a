using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Istio's annotation <c>galley.istio.io/analyze-suppress</c>: codes, or <c>*</c>, for one object.</summary>
internal static class SuppressionAnnotations
{
    private const string Name = "galley.istio.io/analyze-suppress";

    public static IEnumerable<Suppression> Read(IEnumerable<ManifestObject> objects) =>
        objects.Where(source => source.Annotations.ContainsKey(Name)).SelectMany(Read);

    private static IEnumerable<Suppression> Read(ManifestObject source)
    {
        var metadata = new Fields(source.Root).Object("metadata");
        var entry = metadata?.Object("annotations")?.Mapping.Find(Name);
        var place = new SuppressedPlace.Resource(source.Id, source.Span.Path);

        return source.Annotations[Name]
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(code => new Suppression(code, entry?.Value.Span ?? source.Span, place));
    }
}
