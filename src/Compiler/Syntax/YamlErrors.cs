using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;
using YamlDotNet.Core;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Says what is wrong with a broken document, for somebody who does not know YAML's grammar.</summary>
internal static class YamlErrors
{
    private const string OtherAdvice = "check the indentation, the quotes and the colons around this place";

    private static readonly (string Fragment, string Advice)[] Advice =
    [
        ("found invalid mapping", "a value that holds ': ' must be quoted, and every key needs its own line"),
        ("mapping values are not allowed", "a value that holds ': ' must be quoted, and every key needs its own line"),
        ("did not find expected key", "indent this line like its neighbours, and see that the line above is complete"),
        ("'-' indicator", "indent this list item like the items around it"),
        ("wrong indentation", "close the quotation mark on the line where it was opened"),
        ("quoted scalar", "close the quotation mark"),
        ("cannot start any token", "a value cannot start with '@', '`' or '%': quote it"),
        ("is not closed", "close the bracket, brace or quotation mark that was opened above"),
        ("did not find expected ','", "close the bracket, or put a comma between the items"),
        ("node content", "a value is missing here, or a character that has a meaning in YAML must be quoted"),
        ("anchor", "a value cannot start with '&' or '*': quote it"),
        ("block scalar", "indent the text under '|' or '>' deeper than its key"),
        ("directive", "a line that starts with '%' is a YAML directive: indent or quote it"),
    ];

    /// <summary>The last word on a file that holds one broken document after the other.</summary>
    public static Diagnostic GiveUp(string path, DocumentSplitter.Piece piece, int broken)
    {
        var place = new SourcePosition(piece.FirstLine, 1);

        return SyntaxRules.InvalidYaml
            .At(new(path, place, place), $"{broken} documents of this file are broken, and the rest of it is not read")
            .WithHelp("if this file is no manifest, name it in .gwpignore");
    }

    public static Diagnostic BareAsterisk(SourceSpan span, string value) =>
        SyntaxRules.BareAsterisk.At(span, value).WithHelp($"quote it: \"{value}\"");

    /// <param name="error">Null where the parser failed without a word.</param>
    /// <param name="lastGood">Where the last thing that could be read begins.</param>
    public static Diagnostic Explain(
        string path,
        DocumentSplitter.Piece piece,
        YamlException? error,
        SourcePosition lastGood)
    {
        // Some errors carry no place of their own; then the last good one is nearest to the mistake.
        var place = error is null || error.Start is { Line: <= 1, Column: <= 1 }
            ? lastGood
            : new SourcePosition((int)error.Start.Line + piece.FirstLine - 1, (int)error.Start.Column);

        if (FindTab(path, piece, lastGood.Line, place.Line) is { } tab)
        {
            return SyntaxRules.TabIndentation
                .At(tab, "")
                .WithHelp("replace the tab with spaces, as many as the lines around it have");
        }

        var line = DocumentText.Line(piece, place.Line);
        if (place.Column <= line.Length && line[place.Column - 1] is '*')
        {
            var value = line[(place.Column - 1)..].Split([' ', ',', ']', '}'], 2)[0];

            return BareAsterisk(new(path, place, place with { Column = place.Column + value.Length }), value);
        }

        var reason = error is null ? "a bracket, brace or quotation mark is not closed" : Reason(error.Message);

        return SyntaxRules.InvalidYaml
            .At(new(path, place, place with { Column = place.Column + 1 }), reason)
            .WithHelp(AdviceFor(reason));
    }

    private static string Reason(string message)
    {
        var reason = message.TrimEnd('.', ' ', '\n');

        return reason.Length > 0 ? char.ToLowerInvariant(reason[0]) + reason[1..] : "it cannot be read";
    }

    private static string AdviceFor(string reason)
    {
        foreach (var (fragment, advice) in Advice)
        {
            if (reason.Contains(fragment, StringComparison.Ordinal))
            {
                return advice;
            }
        }

        return OtherAdvice;
    }

    // The first tab between the last thing that was read and the place of the error that indents a line.
    private static SourceSpan? FindTab(string path, DocumentSplitter.Piece piece, int firstLine, int lastLine)
    {
        if (piece.Text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            // Between brackets, in JSON, tabs are as good as spaces.
            return null;
        }

        var position = 0;
        for (var line = piece.FirstLine; position < piece.Text.Length && line <= lastLine + 1; line++)
        {
            var end = LineBreaks.EndOfLine(piece.Text, position);
            var content = piece.Text.AsSpan(position, end - position);
            var indentation = content[..^content.TrimStart(" \t").Length];
            var tab = indentation.IndexOf('\t');
            if (line >= firstLine && tab >= 0 && indentation.Length < content.Length)
            {
                return new(path, new(line, tab + 1), new(line, indentation.Length + 1));
            }

            position = LineBreaks.SkipBreak(piece.Text, end);
        }

        return null;
    }
}
