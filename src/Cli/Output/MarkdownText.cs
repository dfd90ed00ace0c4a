using System.Text;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Cli.Output;

/// <summary>The little Markdown of our pages as text for a terminal: paragraphs wrapped, examples kept.</summary>
internal static partial class MarkdownText
{
    private const string Fence = "```";
    private const string Bullet = "- ";
    private const string ExampleIndentation = "    ";

    public static string Render(string markdown, int width)
    {
        var output = new StringBuilder();
        var paragraph = new List<string>();
        var inExample = false;
        foreach (var line in markdown.Split('\n'))
        {
            var isFence = line.StartsWith(Fence, StringComparison.Ordinal);
            if (inExample && !isFence)
            {
                output.Append(line.Length == 0 ? "" : ExampleIndentation + line).Append('\n');
                continue;
            }

            var startsAnew = line.Length == 0 || line[0] is '#' or '|'
                || line.StartsWith(Bullet, StringComparison.Ordinal);
            if (isFence || startsAnew)
            {
                Flush(output, paragraph, width);
            }

            if (isFence)
            {
                inExample = !inExample;
            }
            else if (line.Length == 0 || line[0] is '#' or '|')
            {
                WriteLine(output, line, width);
            }
            else
            {
                paragraph.Add(line.Trim());
            }
        }

        Flush(output, paragraph, width);

        return output.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Words in lines of a width; lines after the first are indented.</summary>
    public static string Wrap(string text, int width, string indentation)
    {
        var output = new StringBuilder();
        var column = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                output.Append('\n').Append(indentation);
                column = indentation.Length;
            }
            else if (column > 0)
            {
                output.Append(' ');
                column++;
            }

            output.Append(word);
            column += word.Length;
        }

        return output.ToString();
    }

    private static void WriteLine(StringBuilder output, string line, int width)
    {
        var heading = line.TrimStart('#');
        if (heading.Length == line.Length)
        {
            output.Append(Plain(line)).Append('\n');

            return;
        }

        var title = Wrap(Plain(heading), width, "");
        output.Append(title).Append('\n');
        var underline = line.StartsWith("##", StringComparison.Ordinal) ? '-' : '=';
        output.Append(underline, title.Split('\n').Max(row => row.Length));
        output.Append('\n');
    }

    private static void Flush(StringBuilder output, List<string> paragraph, int width)
    {
        if (paragraph.Count > 0)
        {
            var text = Plain(string.Join(' ', paragraph));
            var indentation = text.StartsWith(Bullet, StringComparison.Ordinal) ? "  " : "";
            output.Append(Wrap(text, width, indentation)).Append('\n');
            paragraph.Clear();
        }
    }

    private static string Plain(string text) => Link().Replace(text, "$1").Trim();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
