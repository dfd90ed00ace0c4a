using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>A place in a text of lines that end with <c>\n</c>, and the steps that <see cref="SimpleYaml"/> takes.</summary>
internal sealed class LineCursor(DocumentSplitter.Piece piece)
{
    private readonly string text = piece.File;
    private readonly int end = piece.End;
    private int line = piece.FirstLine;
    private int lineStart = piece.Start;

    public int Position { get; set; } = piece.Start;

    public bool IsAtEnd => Position == end;

    public bool IsAtLineEnd => IsAtEnd || text[Position] is '\n';

    /// <summary>How far what is looked at is indented in its line; at the end less than anything.</summary>
    public int Indent => IsAtEnd ? -1 : Position - lineStart;

    public SourcePosition Here => new(line, Position - lineStart + 1);

    /// <summary>The character that is looked at, and NUL at the end.</summary>
    public char Current => IsAtEnd ? '\0' : text[Position];

    public bool IsAtDash => Current is '-' && (Position + 1 == end || text[Position + 1] is ' ' or '\n');

    public ReadOnlySpan<char> Rest => text.AsSpan(Position, end - Position);

    public ReadOnlySpan<char> RestOfLine => Rest.IndexOf('\n') is >= 0 and var length ? Rest[..length] : Rest;

    /// <summary>Goes on to the next line with content, if nothing but a comment is left of this one.</summary>
    public bool EndLine()
    {
        var before = Position;
        SkipSpaces();
        if (!IsAtLineEnd && (Current is not '#' || Position == before))
        {
            Position = before;

            return false;
        }

        Position += RestOfLine.Length;
        SkipToContent();

        return true;
    }

    /// <summary>From a line's start or its end to the first thing that is neither space nor comment.</summary>
    public void SkipToContent()
    {
        while (true)
        {
            if (Current is '\n')
            {
                Position++;
                line++;
                lineStart = Position;
            }

            SkipSpaces();
            if (Current is not ('#' or '\n'))
            {
                return;
            }

            Position += RestOfLine.Length;
        }
    }

    public void SkipSpaces()
    {
        while (Current is ' ')
        {
            Position++;
        }
    }
}
