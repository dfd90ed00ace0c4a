using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Reads a fragment of MeshConfig: a file of its own, beside the tree.</summary>
internal static class MeshReader
{
    public static MeshSettings Read(Manifest.Readable? file, DiagnosticBag diagnostics)
    {
        if (file is null)
        {
            return MeshSettings.Default;
        }

        var documents = ManifestParser.Parse(file);
        foreach (var finding in documents.SelectMany(document => document.Problems))
        {
            diagnostics.Add(finding);
        }

        return documents.Select(document => document.Root).OfType<MappingSyntax>().FirstOrDefault() is { } mesh
            ? MeshSettings.Bind(new(mesh), diagnostics)
            : MeshSettings.Default;
    }
}
