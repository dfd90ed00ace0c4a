using System.Text.RegularExpressions;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>
/// Comments such as <c># gwp: ignore GWP3002 its endpoints live elsewhere</c>. At the end of a line they are about that
/// line; alone on theirs, about the next line that is no comment.
/// </summary>
internal static partial class SuppressionComments
{
    private const string Mark = "gwp: ignore";

    public static IEnumerable<Suppression> Read(ManifestTree manifests, DiagnosticBag problems)
    {
        var files = manifests.Files.OfType<Manifest.Readable>().Where(file =>
            !file.Path.EndsWith(".json", StringComparison.Ordinal)
            && file.Text.Contains(Mark, StringComparison.Ordinal));

        return files.SelectMany(file => Read(file, problems));
    }

    private static List<Suppression> Read(Manifest.Readable file, DiagnosticBag problems)
    {
        var found = new List<Suppression>();
        var waiting = new List<(string Code, SourceSpan Span, string Reason)>();
        var number = 0;
        foreach (var line in Lines(file.Text))
        {
            number++;
            var isComment = line.TrimStart().StartsWith('#');
            if (Comment().Match(line) is { Success: true } comment)
            {
                SourceSpan span = new(
                    file.Path, new(number, comment.Index + 1), new(number, comment.Index + comment.Length + 1));
                waiting.AddRange(Codes(comment.Groups["codes"].Value, span, problems)
                    .Select(code => (code, span, comment.Groups["reason"].Value.Trim())));
            }

            if (!isComment)
            {
                var about = number;
                found.AddRange(waiting.Select(each =>
                    new Suppression(each.Code, each.Span, new SuppressedPlace.Line(file.Path, about)) { Reason = each.Reason }));
                waiting.Clear();
            }
        }

        found.AddRange(waiting.Select(each =>
            new Suppression(each.Code, each.Span, new SuppressedPlace.Line(file.Path, number)) { Reason = each.Reason }));

        return found;
    }

    private static string[] Codes(string codes, SourceSpan span, DiagnosticBag problems)
    {
        var names = codes.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (names is [])
        {
            problems.Add(SuppressionRules.NamesNothing.At(span, "code")
                .WithHelp("write the code behind it: # gwp: ignore CODE reason"));
        }

        return names;
    }

    private static IEnumerable<string> Lines(string text)
    {
        text = text.TrimStart('\uFEFF');
        for (var position = 0; position < text.Length;)
        {
            var end = LineBreaks.EndOfLine(text, position);
            yield return text[position..end];
            position = LineBreaks.SkipBreak(text, end);
        }
    }

    [GeneratedRegex(@"(?<=^|\s)#[ \t]*gwp: ignore(?=\s|$)(?:[ \t]+(?<codes>\S+))?(?<reason>.*)")]
    private static partial Regex Comment();
}
