using System.Globalization;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Output;

/// <summary>Findings as GitHub's workflow commands, which annotate the lines of a change.</summary>
internal static class WorkflowCommands
{
    public static void Write(IEnumerable<Diagnostic> diagnostics, TextWriter output)
    {
        foreach (var diagnostic in diagnostics)
        {
            output.WriteLine(Render(diagnostic));
        }
    }

    private static string Render(Diagnostic diagnostic)
    {
        var (start, end) = (diagnostic.Span.Start, diagnostic.Span.End);
        var command = diagnostic.Severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "notice",
        };

        // Columns are for one line only. Theirs are inclusive, ours end behind the last character.
        var columns = start.Line == end.Line
            ? Number(",col=", start.Column) + Number(",endColumn=", Math.Max(start.Column, end.Column - 1))
            : Number(",endLine=", end.Line) + Number(",col=", start.Column);
        string[] lines =
        [
            diagnostic.Message,
            .. diagnostic.Related.Select(related => $"{related.Span}: {related.Message}"),
            .. diagnostic.Help is { } help ? [$"help: {help}"] : Array.Empty<string>(),
        ];

        var title = $"{diagnostic.Rule.Code}: {diagnostic.Rule.Title}";

        return $"::{command} file={Property(diagnostic.Span.Path)}{Number(",line=", start.Line)}{columns}"
            + $",title={Property(title)}::{Data(string.Join('\n', lines))}";
    }

    private static string Number(string name, int number) => name + number.ToString(CultureInfo.InvariantCulture);

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
