using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Says which object a finding is about: the one whose text holds its place.</summary>
internal static class ResourceFinder
{
    public static ImmutableArray<Diagnostic> Name(ImmutableArray<Diagnostic> diagnostics, ImmutableArray<ManifestObject> objects)
    {
        if (diagnostics is [])
        {
            return [];
        }

        var byPath = objects.ToLookup(source => source.Span.Path, StringComparer.Ordinal);

        return [.. diagnostics.Select(diagnostic => diagnostic.Resource is not null
            ? diagnostic
            : diagnostic with { Resource = Find(byPath[diagnostic.Span.Path], diagnostic.Span.Start) })];
    }

    private static ResourceId? Find(IEnumerable<ManifestObject> objects, SourcePosition place) => objects
        .Where(source => source.Span.Contains(place))
        .Select(source => source.Id)
        .FirstOrDefault();
}
