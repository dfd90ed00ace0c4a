using System.Globalization;
using System.Text;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>What a piece of a rendered finding is, so that a terminal can give it a colour.</summary>
public enum DiagnosticPart
{
    Location,
    Severity,
    Code,
    Message,
    Source,
    Caret,
    RelatedLocation,
    RelatedMessage,
    HelpLabel,
    Help,
    Space,
}

/// <summary>Findings as a person reads them: where, what, the line with carets, other places, what to do.</summary>
public sealed class DiagnosticText(ManifestTree manifests)
{
    private const int SourceWidth = 100;
    private const int ContextBeforeSpan = 40;
    private const string Indentation = "    ";
    private const string TabAsSpaces = "  ";

    private readonly SourceLines lines = new(manifests);

    /// <summary>All findings without colour; lines end with a line feed.</summary>
    public static string Render(IEnumerable<Diagnostic> diagnostics, ManifestTree manifests)
    {
        var text = new DiagnosticText(manifests);
        var output = new StringBuilder();
        foreach (var diagnostic in diagnostics)
        {
            foreach (var (_, part) in text.Parts(diagnostic))
            {
                output.Append(part);
            }
        }

        return output.ToString();
    }

    /// <summary>One finding in the pieces of its text; safe to print whatever the manifests hold.</summary>
    public IEnumerable<(DiagnosticPart Part, string Text)> Parts(Diagnostic diagnostic)
    {
        yield return (DiagnosticPart.Location, Printable($"{diagnostic.Span}"));
        yield return (DiagnosticPart.Space, ": ");
        yield return (DiagnosticPart.Severity, diagnostic.Severity.ToString().ToLowerInvariant());
        yield return (DiagnosticPart.Space, " ");
        yield return (DiagnosticPart.Code, diagnostic.Rule.Code);
        yield return (DiagnosticPart.Space, ": ");
        yield return (DiagnosticPart.Message, Printable(diagnostic.Message));
        yield return (DiagnosticPart.Space, "\n");

        var line = lines.Line(diagnostic.Span.Path, diagnostic.Span.Start.Line);
        if (!string.IsNullOrWhiteSpace(line))
        {
            var (source, caret) = Excerpt(line, diagnostic.Span);
            yield return (DiagnosticPart.Source, Indentation + source);
            yield return (DiagnosticPart.Space, "\n");
            yield return (DiagnosticPart.Caret, Indentation + caret);
            yield return (DiagnosticPart.Space, "\n");
        }

        foreach (var related in diagnostic.Related)
        {
            yield return (DiagnosticPart.RelatedLocation, Printable($"  {related.Span}"));
            yield return (DiagnosticPart.Space, ": ");
            yield return (DiagnosticPart.RelatedMessage, Printable(related.Message));
            yield return (DiagnosticPart.Space, "\n");
        }

        if (diagnostic.Help is { } help)
        {
            yield return (DiagnosticPart.HelpLabel, "  help: ");
            yield return (DiagnosticPart.Help, Printable(help));
            yield return (DiagnosticPart.Space, "\n");
        }
    }

    // A long line is cut around the span; the carets stand under what is left of it.
    private static (string Source, string Caret) Excerpt(string line, SourceSpan span)
    {
        var start = Math.Clamp(span.Start.Column - 1, 0, line.Length);
        var end = span.End.Line > span.Start.Line ? line.Length : Math.Clamp(span.End.Column - 1, start, line.Length);
        var from = Math.Max(0, Math.Min(start - ContextBeforeSpan, line.Length - SourceWidth));
        var to = Math.Min(line.Length, from + SourceWidth);
        (from, to) = (WholeCharacter(line, from), WholeCharacter(line, to));

        var before = (from > 0 ? "…" : "") + Printable(line[from..start]);
        var marked = Printable(line[start..Math.Min(end, to)]);
        var after = end < to ? Printable(line[end..to]) : "";
        var source = before + marked + after + (to < line.Length ? "…" : "");

        var width = string.IsNullOrWhiteSpace(marked) ? marked.Length : marked.TrimEnd().Length;

        return (source.TrimEnd(), new string(' ', before.Length) + new string('^', Math.Max(1, width)));
    }

    private static int WholeCharacter(string line, int index) =>
        index > 0 && index < line.Length && char.IsLowSurrogate(line[index]) ? index - 1 : index;

    // Whatever a manifest holds must not steer the terminal.
    private static string Printable(string text)
    {
        if (!text.Any(MustBeReplaced))
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            output.Append(character switch
            {
                '\t' => TabAsSpaces,
                _ when MustBeReplaced(character) => Escaped(character),
                _ => character.ToString(),
            });
        }

        return output.ToString();
    }

    private static string Escaped(char character) =>
        $"\\u{((int)character).ToString("x4", CultureInfo.InvariantCulture)}";

    private static bool MustBeReplaced(char character) =>
        char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
