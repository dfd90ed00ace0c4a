using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>
/// Cuts a file into its YAML documents before anything is parsed, so that a broken one loses only itself. A line that
/// starts with <c>---</c> or <c>...</c> is a marker wherever it stands: YAML allows neither inside any value. Documents
/// that hold nothing are left out.
/// </summary>
internal static class DocumentSplitter
{
    /// <summary>
    /// A document with the marker that opens it: a stretch of its file's text, and the line in the file where it starts.
    /// </summary>
    internal sealed class Piece(string file, int start, int end, int firstLine)
    {
        private string? text;

        public string File => file;

        public int Start => start;

        public int End => end;

        public int FirstLine => firstLine;

        public ReadOnlySpan<char> Span => file.AsSpan(start, end - start);

        /// <summary>The document alone: a copy, which hardly anyone needs.</summary>
        public string Text => text ??= file[start..end];
    }

    public static IEnumerable<Piece> Split(string text)
    {
        var start = 0;
        var startLine = 1;
        var onlyPrologue = true;
        var hasContent = false;
        var line = 1;

        for (var position = 0; position < text.Length; line++)
        {
            var end = LineBreaks.EndOfLine(text, position);
            var following = LineBreaks.SkipBreak(text, end);
            var kind = Classify(text.AsSpan(position, end - position));

            if ((kind is LineKind.Start or LineKind.BareStart && !onlyPrologue) || kind is LineKind.End)
            {
                if (hasContent)
                {
                    yield return new(text, start, position, startLine);
                }

                (start, startLine) = kind is LineKind.End ? (following, line + 1) : (position, line);
                hasContent = false;
                onlyPrologue = true;
            }

            // Directives and comments belong to the marker below them; anything else makes a document.
            onlyPrologue &= kind is LineKind.Prologue or LineKind.End;
            hasContent |= kind is LineKind.Content or LineKind.Start;
            position = following;
        }

        if (hasContent)
        {
            yield return new(text, start, text.Length, startLine);
        }
    }

    private enum LineKind
    {
        Content,
        Prologue,

        /// <summary>A marker with something behind it on its line.</summary>
        Start,
        BareStart,
        End,
    }

    private static LineKind Classify(ReadOnlySpan<char> line)
    {
        if (IsMarker(line, "---"))
        {
            return line[3..].TrimStart(" \t") is [] or ['#', ..] ? LineKind.BareStart : LineKind.Start;
        }

        if (IsMarker(line, "..."))
        {
            return LineKind.End;
        }

        var content = line.TrimStart(" \t");

        return content.IsEmpty || content[0] is '#' || line[0] is '%' ? LineKind.Prologue : LineKind.Content;
    }

    private static bool IsMarker(ReadOnlySpan<char> line, string marker) =>
        line.StartsWith(marker, StringComparison.Ordinal)
        && (line.Length == marker.Length || line[marker.Length] is ' ' or '\t');
}
