using System.Globalization;
using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using static Envoy.Config.Route.V3.HeaderMatcher;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What a header must be like, by Envoy's rules for absent and inverted ones.</summary>
internal sealed class HeaderCondition
{
    private readonly string name;
    private readonly bool inverted;
    private readonly bool missingIsEmpty;
    private readonly bool? present;
    private readonly TextCondition text;

    public HeaderCondition(HeaderMatcher matcher)
    {
        name = matcher.Name.ToLowerInvariant();
        inverted = matcher.InvertMatch;
        missingIsEmpty = matcher.TreatMissingHeaderAsEmpty;
        present = matcher.HeaderMatchSpecifierCase switch
        {
            HeaderMatchSpecifierOneofCase.None => true,
            HeaderMatchSpecifierOneofCase.PresentMatch => matcher.PresentMatch,
            _ => null,
        };
        text = TextOf(matcher);
    }

    public bool Matches(RequestView request)
    {
        var values = request.Fields(name);
        if (present is { } wanted)
        {
            return ((values.Length > 0 || missingIsEmpty) == wanted) != inverted;
        }

        // A missing header matches nothing, not even the opposite of something.
        if (values.Length == 0)
        {
            return missingIsEmpty && text.Holds("") != inverted;
        }

        // Of several fields with the name one is enough, and one is enough to be excluded.
        foreach (var value in values)
        {
            if (text.Holds(value))
            {
                return !inverted;
            }
        }

        return inverted;
    }

    public string Describe(RequestView request)
    {
        var values = request.Fields(name);
        var value = values.Length == 0 ? null : string.Join("', '", values);

        return (present, value) switch
        {
            (not null, null) => $"header '{name}' is absent",
            (not null, _) => $"header '{name}' is present",
            (_, null) when !missingIsEmpty => $"header '{name}' is absent",
            _ when inverted => $"header '{name}' is '{value}', which is excluded",
            _ => $"header '{name}' is '{value}': {text.Words}",
        };
    }

#pragma warning disable CS0612 // Envoy still obeys the old forms.
    private static TextCondition TextOf(HeaderMatcher matcher) => matcher.HeaderMatchSpecifierCase switch
    {
        HeaderMatchSpecifierOneofCase.StringMatch => TextCondition.Of(matcher.StringMatch),
        HeaderMatchSpecifierOneofCase.ExactMatch when matcher.ExactMatch.Length == 0 => new(_ => true, ""),
        HeaderMatchSpecifierOneofCase.ExactMatch => TextCondition.Of(new StringMatcher { Exact = matcher.ExactMatch }),
        HeaderMatchSpecifierOneofCase.PrefixMatch =>
            TextCondition.Of(new StringMatcher { Prefix = matcher.PrefixMatch }),
        HeaderMatchSpecifierOneofCase.SuffixMatch =>
            TextCondition.Of(new StringMatcher { Suffix = matcher.SuffixMatch }),
        HeaderMatchSpecifierOneofCase.ContainsMatch =>
            TextCondition.Of(new StringMatcher { Contains = matcher.ContainsMatch }),
        HeaderMatchSpecifierOneofCase.SafeRegexMatch => TextCondition.Of(matcher.SafeRegexMatch),
        HeaderMatchSpecifierOneofCase.RangeMatch => new(
            value => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                && number >= matcher.RangeMatch.Start && number < matcher.RangeMatch.End,
            $"is not a number from {matcher.RangeMatch.Start} to below {matcher.RangeMatch.End}"),
        _ => new(_ => true, ""),
    };
#pragma warning restore CS0612
}
