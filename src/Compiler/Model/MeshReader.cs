using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// Reads fragments of MeshConfig: the Fleet's, and over it a file of its own beside the tree, field by field.
/// </summary>
internal static class MeshReader
{
    public static MeshSettings Read(Manifest.Readable? file, Fields? ofFleet, DiagnosticBag diagnostics)
    {
        var otherwise = ofFleet is { } fragment
            ? MeshSettings.Bind(fragment, MeshSettings.Default, diagnostics)
            : MeshSettings.Default;
        if (file is null)
        {
            return otherwise;
        }

        var documents = ManifestParser.Parse(file);
        foreach (var finding in documents.SelectMany(document => document.Problems))
        {
            diagnostics.Add(finding);
        }

        return documents.Select(document => document.Root).OfType<MappingSyntax>().FirstOrDefault() is { } mesh
            ? MeshSettings.Bind(new(mesh), otherwise, diagnostics)
            : otherwise;
    }
}
