using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using static Envoy.Config.Route.V3.HeaderMatcher;

namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>What is asked of a text, a header or a parameter, in a few words: <c>exact v2</c>, <c>not present</c>.</summary>
internal static class ConditionText
{
    private const string Present = "present";

    public static string Of(StringMatcher matcher)
    {
        var text = matcher.MatchPatternCase switch
        {
            StringMatcher.MatchPatternOneofCase.Exact => $"exact {matcher.Exact}",
            StringMatcher.MatchPatternOneofCase.Prefix => $"prefix {matcher.Prefix}",
            StringMatcher.MatchPatternOneofCase.Suffix => $"suffix {matcher.Suffix}",
            StringMatcher.MatchPatternOneofCase.Contains => $"contains {matcher.Contains}",
            StringMatcher.MatchPatternOneofCase.SafeRegex => $"regex {matcher.SafeRegex.Regex}",
            _ => "anything",
        };

        return matcher.IgnoreCase ? $"{text} (in any case)" : text;
    }

    /// <summary>Null: it is compared in a way that has no words.</summary>
    public static string? Of(HeaderMatcher matcher)
    {
        var text = matcher.HeaderMatchSpecifierCase switch
        {
            HeaderMatchSpecifierOneofCase.PresentMatch => matcher.PresentMatch ? Present : "absent",
            HeaderMatchSpecifierOneofCase.StringMatch when matcher.StringMatch.Custom is null => Of(matcher.StringMatch),
            _ => null,
        };

        // A header that must not be like something may be missing; anything else would be worth a word.
        var isUsual = matcher.TreatMissingHeaderAsEmpty
            == (matcher.InvertMatch && matcher.HeaderMatchSpecifierCase is HeaderMatchSpecifierOneofCase.StringMatch);

        return text is null ? null
            : $"{(matcher.InvertMatch ? "not " : "")}{text}{(isUsual ? "" : " (absence counts the other way)")}";
    }

    /// <summary>Null: it is compared in a way that has no words.</summary>
    public static string? Of(QueryParameterMatcher matcher) => matcher.QueryParameterMatchSpecifierCase switch
    {
        QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.PresentMatch => matcher.PresentMatch ? Present : "absent",
        QueryParameterMatcher.QueryParameterMatchSpecifierOneofCase.StringMatch => Of(matcher.StringMatch),
        _ => null,
    };
}
