using Envoy.Type.Matcher.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Regular expressions that RE2 refuses, or that are larger than the gateway's bootstrap allows.</summary>
internal static class RegexChecks
{
    public static IEnumerable<ConstraintViolation> Check(RegexMatcher matcher)
    {
        if (!Re2Pattern.TryParse(matcher.Regex, out var pattern, out var error))
        {
            yield return new(EnvoyRules.RegexRefused, "regex", error.Reason);
        }
        else if (pattern.ProgramSize > Re2Pattern.LargestProgram)
        {
            yield return new(
                EnvoyRules.RegexTooLarge,
                "regex",
                pattern.ProgramSize is int.MaxValue
                    ? "its program is larger than RE2 builds at all"
                    : $"its program has {pattern.ProgramSize} instructions, at most {Re2Pattern.LargestProgram} are allowed");
        }
    }

    public static IEnumerable<ConstraintViolation> Check(StringMatcher matcher)
    {
        if (matcher.IgnoreCase && matcher.SafeRegex is not null)
        {
            yield return new(
                EnvoyRules.RegexRefused, "ignore_case",
                    "ignoring case has no effect for a regular expression; write (?i) in it");
        }
    }
}
