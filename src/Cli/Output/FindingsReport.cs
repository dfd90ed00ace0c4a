using System.Globalization;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Output;

/// <summary>Prints the findings of a compilation, in colour for people and plain for pipes.</summary>
internal sealed class FindingsReport(Terminal terminal, ManifestTree tree)
{
    private const string Reset = "\u001b[0m";

    private readonly DiagnosticText text = new(tree);

    /// <summary>Every finding with its line, a blank line after each.</summary>
    public void WriteText(Compilation compilation, TextWriter output)
    {
        var isColoured = terminal.HasColour && output == terminal.Out;
        foreach (var diagnostic in compilation.Diagnostics)
        {
            foreach (var (part, words) in text.Parts(diagnostic))
            {
                output.Write(isColoured && ColourOf(part, diagnostic.Severity) is { } colour
                    ? $"{colour}{words}{Reset}" : words);
            }

            output.WriteLine();
        }
    }

    public static void WriteSummary(Compilation compilation, TextWriter output)
    {
        var findings = compilation.Diagnostics.CountBy(diagnostic => diagnostic.Severity).ToDictionary();
        string[] counts =
        [
            Count(findings.GetValueOrDefault(Severity.Error), "error"),
            Count(findings.GetValueOrDefault(Severity.Warning), "warning"),
            Count(findings.GetValueOrDefault(Severity.Info), "info"),
        ];
        output.WriteLine($"{string.Join(", ", counts)} in {Count(compilation.Manifests, "manifest")}");
    }

    public static void WriteJson(Compilation compilation, TextWriter output) =>
        output.WriteLine(DiagnosticJson.Render(compilation.Diagnostics, compilation.Manifests));

    /// <summary>The documents that were left aside without a finding, for those who wonder.</summary>
    public static void WritePassedOver(Compilation compilation, TextWriter output)
    {
        foreach (var (span, reason) in compilation.PassedOver)
        {
            output.WriteLine($"{span}: passed over: {reason}");
        }
    }

    private static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string? ColourOf(DiagnosticPart part, Severity severity) => part switch
    {
        DiagnosticPart.Location or DiagnosticPart.Message => "\u001b[1m",
        DiagnosticPart.Severity or DiagnosticPart.Caret => severity switch
        {
            Severity.Error => "\u001b[1;31m",
            Severity.Warning => "\u001b[1;33m",
            _ => "\u001b[1;36m",
        },
        DiagnosticPart.Code or DiagnosticPart.RelatedLocation => "\u001b[2m",
        DiagnosticPart.HelpLabel => "\u001b[32m",
        _ => null,
    };
}
