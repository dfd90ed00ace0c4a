using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Reads a file into documents, each with the position of every key and value.</summary>
internal static class ManifestParser
{
    // A file of broken documents is no manifest, and each of them takes time to refuse.
    private const int MostBroken = 200;

    // Some editors still write it; it is no part of the first key.
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The documents of a file in their order, with their problems unreported. Never throws.</summary>
    public static ImmutableArray<DocumentSyntax> Parse(Manifest.Readable manifest)
    {
        var documents = ImmutableArray.CreateBuilder<DocumentSyntax>();
        var memory = new ParserMemory();
        var broken = 0;
        foreach (var piece in DocumentSplitter.Split(manifest.Text.TrimStart(ByteOrderMark)))
        {
            if (broken == MostBroken)
            {
                var problem = YamlErrors.GiveUp(manifest.Path, piece, broken);
                documents.Add(new(manifest.Path, piece.FirstLine)
                {
                    Problems = [problem],
                    IsBroken = true,
                    IsHostile = true,
                });
                break;
            }

            var document = SimpleYaml.TryRead(manifest.Path, piece, memory) is { } root
                ? new DocumentSyntax(manifest.Path, piece.FirstLine) { Root = root }
                : new DocumentParser(manifest.Path, piece).Parse();
            documents.Add(document);
            broken += document.IsBroken ? 1 : 0;
        }

        return documents.DrainToImmutable();
    }

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
