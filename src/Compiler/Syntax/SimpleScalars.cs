using System.Buffers;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Reads keys and scalars that stand on one line and mean what they say; null for all others.</summary>
internal sealed class SimpleScalars(string path, LineCursor cursor, StringPool strings)
{
    private const int LongestKey = 256;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-");

    private static readonly SearchValues<char> FlowEnds = SearchValues.Create(",[]{}:#\n");

    /// <summary>A key with the colon behind it; null, with the cursor anywhere, if there is none.</summary>
    public LocatedText? ReadKey()
    {
        var text = cursor.Current is '"' or '\'' ? TakeQuoted() : TakePlainKey();
        if (text is not { } key || cursor.Current is not ':')
        {
            return null;
        }

        cursor.Position++;

        return key.Value.Length <= LongestKey && (cursor.IsAtLineEnd || cursor.Current is ' ') ? key : null;
    }

    public ScalarSyntax? ReadQuoted() => TakeQuoted() is { } text ? new(text.Span, text.Value, IsPlain: false) : null;

    /// <summary>A value without quotes up to the end of its line or to a comment.</summary>
    public ScalarSyntax? ReadPlain()
    {
        var rest = cursor.RestOfLine;
        if (!StartsPlain(rest))
        {
            return null;
        }

        var comment = rest.IndexOf(" #", StringComparison.Ordinal);
        var content = (comment < 0 ? rest : rest[..comment]).TrimEnd(' ');

        return content[^1] is ':' || content.Contains(": ", StringComparison.Ordinal) ? null : ToPlain(content.Length);
    }

    /// <summary>A value without quotes between brackets.</summary>
    public ScalarSyntax? ReadFlowPlain()
    {
        var rest = cursor.Rest;
        var length = rest.IndexOfAny(FlowEnds);

        return length > 0 && rest[length] is ',' or ']' or '}' && StartsPlain(rest[..length])
            ? ToPlain(rest[..length].TrimEnd(' ').Length)
            : null;
    }

    private LocatedText? TakePlainKey()
    {
        var length = cursor.Rest.IndexOfAnyExcept(KeyCharacters);

        return length > 0 && cursor.Current is not '-' ? Take(length) : null;
    }

    private LocatedText? TakeQuoted()
    {
        var quote = cursor.Current;
        var rest = cursor.RestOfLine[1..];
        var length = rest.IndexOf(quote);

        // A quote inside quotes, and anything with a backslash, has to be translated.
        if (length < 0
            || (quote is '\'' && length + 1 < rest.Length && rest[length + 1] is '\'')
            || (quote is '"' && rest[..length].Contains('\\')))
        {
            return null;
        }

        return Take(length, quotes: 1);
    }

    // Characters that mean something at the start of a value are not for this reader.
    private static bool StartsPlain(ReadOnlySpan<char> rest) => rest switch
    {
        ['-', var second, ..] => char.IsAsciiLetterOrDigit(second),
        [var first, ..] => char.IsAsciiLetterOrDigit(first) || first is '_' or '.' or '/' or '$' or '^' or '(' or '+' or '~',
        _ => false,
    };

    private ScalarSyntax ToPlain(int length)
    {
        var text = Take(length);

        return new(text.Span, text.Value, IsPlain: true);
    }

    // Goes past a text, and past the quotes on both sides of it.
    private LocatedText Take(int length, int quotes = 0)
    {
        var start = cursor.Here;
        var value = strings.Of(cursor.Rest.Slice(quotes, length));
        cursor.Position += length + 2 * quotes;

        return new(new(path, start, cursor.Here), value);
    }
}
