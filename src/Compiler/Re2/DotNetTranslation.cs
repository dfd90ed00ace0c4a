using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// Writes a parsed pattern for .NET's engine without backtracking, so that it means there what it means to RE2:
/// <list type="bullet">
/// <item>it runs over bytes (<see cref="ByteText"/>), so <c>.</c> takes one byte, as in Envoy;</item>
/// <item>classes and case folding are written out, so nothing depends on Unicode tables or cultures;</item>
/// <item><c>^</c> and <c>$</c> become <c>\A</c> and <c>\z</c> unless <c>(?m)</c>; .NET's <c>$</c> would take a newline
/// before the end;</item>
/// <item>groups are numbered and never named: RE2 allows a name twice, and .NET numbers named groups last.</item>
/// </list>
/// </summary>
internal static class DotNetTranslation
{
    public static string Translate(Re2Node node)
    {
        var text = new StringBuilder();
        Write(node, text);

        return text.ToString();
    }

    private static void Write(Re2Node node, StringBuilder text)
    {
        switch (node.Op)
        {
            case Re2Op.EmptyMatch:
                text.Append("(?:)");
                break;
            case Re2Op.Literal:
                WriteLiteral(node, text);
                break;
            case Re2Op.CharClass:
                WriteClass(node.Class, text);
                break;
            case Re2Op.Concat:
                foreach (var child in node.Children)
                {
                    Write(child, text);
                }

                break;
            case Re2Op.Alternate:
                WriteAlternatives(node, text);
                break;
            case Re2Op.Capture:
                text.Append('(');
                Write(node.First, text);
                text.Append(')');
                break;
            case Re2Op.Star or Re2Op.Plus or Re2Op.Quest or Re2Op.Repeat:
                WriteRepetition(node, text);
                break;
            default:
                text.Append(Fixed(node.Op));
                break;
        }
    }

    private static string Fixed(Re2Op op) => op switch
    {
        Re2Op.NoMatch => "[^\\s\\S]",
        Re2Op.AnyChar or Re2Op.AnyByte => "[\\s\\S]",
        Re2Op.BeginLine => "(?m:^)",
        Re2Op.EndLine => "(?m:$)",
        Re2Op.BeginText => "\\A",
        Re2Op.EndText => "\\z",
        Re2Op.WordBoundary => "\\b",
        Re2Op.NoWordBoundary => "\\B",
        _ => throw new UnreachableException($"{op} is no leaf"),
    };

    private static void WriteLiteral(Re2Node node, StringBuilder text)
    {
        foreach (var value in node.Bytes)
        {
            if (node.Folds && char.IsAsciiLetter(value))
            {
                text.Append('[').Append(char.ToUpperInvariant(value)).Append(char.ToLowerInvariant(value)).Append(']');
            }
            else
            {
                WriteByte(value, text);
            }
        }
    }

    private static void WriteClass(ByteClass members, StringBuilder text)
    {
        if (members.IsEmpty)
        {
            text.Append(Fixed(Re2Op.NoMatch));
            return;
        }

        text.Append('[');
        foreach (var (low, high) in members.Ranges())
        {
            // Bytes are not one stretch of characters: the upper half lies elsewhere.
            if (low < 0x80 && high >= 0x80)
            {
                WriteRange(low, 0x7F, text);
                WriteRange(0x80, high, text);
            }
            else
            {
                WriteRange(low, high, text);
            }
        }

        text.Append(']');
    }

    private static void WriteRange(int low, int high, StringBuilder text)
    {
        WriteByte((char)low, text);
        if (high > low)
        {
            text.Append('-');
            WriteByte((char)high, text);
        }
    }

    private static void WriteByte(char value, StringBuilder text)
    {
        if (char.IsAsciiLetterOrDigit(value))
        {
            text.Append(value);
        }
        else
        {
            text.Append("\\u").Append(((int)ByteText.ToSubject(value)).ToString("X4", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteAlternatives(Re2Node node, StringBuilder text)
    {
        text.Append("(?:");
        for (var i = 0; i < node.Children.Length; i++)
        {
            if (i > 0)
            {
                text.Append('|');
            }

            Write(node.Children[i], text);
        }

        text.Append(')');
    }

    private static void WriteRepetition(Re2Node node, StringBuilder text)
    {
        text.Append("(?:");
        Write(node.First, text);
        text.Append(')').Append(node.Op switch
        {
            Re2Op.Star => "*",
            Re2Op.Plus => "+",
            Re2Op.Quest => "?",
            _ when node.Maximum is Re2Node.Unbounded =>
                string.Create(CultureInfo.InvariantCulture, $"{{{node.Minimum},}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{node.Minimum},{node.Maximum}}}"),
        });
        if (node.NonGreedy)
        {
            text.Append('?');
        }
    }
}
