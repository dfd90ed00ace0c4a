using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Re2;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>
/// Looks at a regular expression with Envoy's eyes: RE2 must read it, and its program must not be too large.
/// </summary>
internal static class RegexCheck
{
    public static void Check(string regex, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (!Re2Pattern.TryParse(regex, out var pattern, out var error))
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
