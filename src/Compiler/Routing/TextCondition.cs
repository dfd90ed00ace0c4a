using Envoy.Type.Matcher.V3;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What a text must be like. <paramref name="Words"/> completes the sentence "it …".</summary>
internal sealed record TextCondition(Func<string, bool> Holds, string Words)
{
    public static TextCondition Of(StringMatcher matcher)
    {
        var comparison = matcher.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var suffix = matcher.IgnoreCase ? " (in any case)" : "";

        return matcher.MatchPatternCase switch
        {
            StringMatcher.MatchPatternOneofCase.Exact =>
                new(text => text.Equals(matcher.Exact, comparison), $"is not '{matcher.Exact}'{suffix}"),
            StringMatcher.MatchPatternOneofCase.Prefix =>
                new(text => text.StartsWith(matcher.Prefix, comparison),
                    $"does not start with '{matcher.Prefix}'{suffix}"),
            StringMatcher.MatchPatternOneofCase.Suffix =>
                new(text => text.EndsWith(matcher.Suffix, comparison), $"does not end with '{matcher.Suffix}'{suffix}"),
            StringMatcher.MatchPatternOneofCase.Contains =>
                new(text => text.Contains(matcher.Contains, comparison),
                    $"does not contain '{matcher.Contains}'{suffix}"),
            StringMatcher.MatchPatternOneofCase.SafeRegex => Of(matcher.SafeRegex),
            _ => new(_ => false, "is compared in a way that is not interpreted here"),
        };
    }

    /// <summary>The whole text has to match.</summary>
    public static TextCondition Of(RegexMatcher matcher) =>
        Re2Pattern.TryParse(matcher.Regex, out var pattern, out var error)
        ? new(pattern.IsFullMatch, $"does not match the regular expression '{matcher.Regex}'")
        : new(_ => false, $"is compared with '{matcher.Regex}', which is no regular expression ({error.Reason})");
}
