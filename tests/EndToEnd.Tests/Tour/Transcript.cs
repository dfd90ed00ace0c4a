using System.Text.RegularExpressions;

namespace GatewayPipeline.EndToEnd.Tests.Tour;

/// <summary>Compares what was printed with what a document says. Spaces count as one, … is anything.</summary>
internal static partial class Transcript
{
    /// <summary>Where in the text, after a place, the lines have been said in this order; null: not yet.</summary>
    public static int? EndOf(string[] lines, string text, int from)
    {
        var position = from;
        foreach (var line in lines)
        {
            var match = PatternOf(line).Match(text, position);
            if (!match.Success)
            {
                return null;
            }

            position = match.Index + match.Length;
        }

        return position;
    }

    /// <summary>Whether the text is these lines and no others; a lone … stands for any number of lines.</summary>
    public static bool IsWhole(string[] lines, string text)
    {
        var pattern = string.Concat(lines.Select(line => line is "…" ? @"([^\n]*\n)*?" : $"{InLine(line)}\\s*\n"));

        return Regex.IsMatch(text, $@"^{pattern}\s*$");
    }

    private static Regex PatternOf(string line) => new($"^{InLine(line)}[ \t]*$", RegexOptions.Multiline);

    private static string InLine(string line) =>
        Spaces().Replace(line.Trim(), " ").Split('…')
            .Select(part => Regex.Escape(part).Replace("\\ ", @"[ \t]+", StringComparison.Ordinal))
            .Aggregate((before, after) => $"{before}[^\n]*{after}")
            .Insert(0, @"[ \t]*");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
