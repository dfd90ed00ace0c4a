using System.Text;

namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>
/// Text of strangers in a comment. It always stands in a span of code, in which no git host reads Markdown, HTML,
/// mentions, references or commands.
/// </summary>
internal static class CodeSpan
{
    private const int LongestText = 300;
    private const char Ellipsis = '…';

    /// <summary>The text on one line between as many backticks as it takes; what is very long is cut.</summary>
    public static string Of(string text)
    {
        var line = OnOneLine(text);
        if (line.Length == 0)
        {
            return "(empty)";
        }

        var fence = new string('`', LongestRun(line) + 1);
        var blank = line[0] is '`' or ' ' || line[^1] is '`' or ' ' ? " " : "";

        return $"{fence}{blank}{line}{blank}{fence}";
    }

    // Control characters, line ends of any kind and what turns text round would end the span or hide what it says.
    private static string OnOneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length > LongestText)
            {
                return line.Append(Ellipsis).ToString();
            }

            line.Append(IsPlain(rune) ? rune.ToString() : " ");
        }

        return string.IsNullOrWhiteSpace($"{line}") ? "" : line.ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
        or System.Globalization.UnicodeCategory.Surrogate);

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var letter in text)
        {
            run = letter is '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
