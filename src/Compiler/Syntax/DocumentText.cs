using System.Text.RegularExpressions;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>What can be told from a document's text where its YAML tells nothing.</summary>
internal static partial class DocumentText
{
    public static bool NamesKind(string text) => KindPattern().IsMatch(text);

    public static bool HasTemplateDirectives(string text) =>
        text.Contains("{{", StringComparison.Ordinal) && TemplatePattern().IsMatch(text);

    public static SourcePosition PositionOf(DocumentSplitter.Piece piece, int offset)
    {
        var line = piece.FirstLine;
        var position = 0;
        while (LineBreaks.SkipBreak(piece.Text, LineBreaks.EndOfLine(piece.Text, position)) is var next
            && next <= offset && next > position)
        {
            position = next;
            line++;
        }

        return new(line, offset - position + 1);
    }

    /// <summary>The text of a line of the file, or nothing if the document has no such line.</summary>
    public static string Line(DocumentSplitter.Piece piece, int line)
    {
        var position = 0;
        for (var current = piece.FirstLine; position < piece.Text.Length; current++)
        {
            var end = LineBreaks.EndOfLine(piece.Text, position);
            if (current == line)
            {
                return piece.Text[position..end];
            }

            position = LineBreaks.SkipBreak(piece.Text, end);
        }

        return "";
    }

    [GeneratedRegex("""(?<![\w.-])["']?(?:apiVersion|kind)["']?[ \t]*:""", RegexOptions.CultureInvariant)]
    private static partial Regex KindPattern();

    [GeneratedRegex("""
        \{\{-?[ \t]*
        (?:[.$/"(]|(?:if|else|end|range|with|include|template|define|block|tpl|toYaml|default|required|printf|quote)\b)
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TemplatePattern();
}
