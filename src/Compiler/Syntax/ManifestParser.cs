using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Reads a file into documents, each with the position of every key and value.</summary>
internal static class ManifestParser
{
    // Some editors still write it; it is no part of the first key.
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The documents of a file in their order, with their problems unreported. Never throws.</summary>
    public static ImmutableArray<DocumentSyntax> Parse(Manifest.Readable manifest) =>
    [
        .. DocumentSplitter.Split(manifest.Text.TrimStart(ByteOrderMark))
            .Select(piece => new DocumentParser(manifest.Path, piece).Parse()),
    ];

    /// <summary>
    /// The one mapping of a file that is known to be meant for us, such as mesh settings; its problems are reported.
    /// Null where the file is empty, broken or no mapping.
    /// </summary>
    public static MappingSyntax? ParseMapping(Manifest.Readable manifest, DiagnosticBag diagnostics)
    {
        MappingSyntax? first = null;
        foreach (var document in Parse(manifest))
        {
            foreach (var problem in document.Problems)
            {
                diagnostics.Add(problem);
            }

            first ??= document.Root as MappingSyntax;
            if (document.Root is SequenceSyntax or ScalarSyntax { IsNull: false })
            {
                diagnostics.Add(SyntaxRules.InvalidYaml
                    .At(document.Root.Span, "a mapping was expected here")
                    .WithHelp("write fields as 'name: value', one on each line"));
            }
        }

        return first;
    }
}
