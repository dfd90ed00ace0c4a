using System.Text;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Re2;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>
/// Looks at a regular expression with Envoy's eyes: RE2 must read it, and its program must not be too large.
/// </summary>
internal static class RegexCheck
{
    private const int LongestRegex = 1024;

    public static void Check(string regex, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (Encoding.UTF8.GetByteCount(regex) > LongestRegex)
        {
            diagnostics.Add(SchemaRules.BadLength.At(span, "regex", $"at most {LongestRegex} bytes").WithHelp("split the rule"));
        }
        else if (!Re2Pattern.TryParse(regex, out var pattern, out var error))
        {
            diagnostics.Add(ValueRules.InvalidRegex.At(span, error.Reason).WithHelp("Envoy takes RE2 syntax: no look-around, no back-references"));
        }
        else if (pattern.ProgramSize > Re2Pattern.LargestProgram)
        {
            diagnostics.Add(ValueRules.RegexTooLarge.At(span, $"{pattern.ProgramSize}", $"{Re2Pattern.LargestProgram}")
                .WithHelp("repeat less, or split the rule"));
        }
    }
}
