using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>Istio's StringMatch: one of <c>exact</c>, <c>prefix</c> and <c>regex</c>. Of several, Istio takes the last of these.</summary>
internal static class StringMatch
{
    public static ImmutableArray<string> Forms { get; } = ["exact", "prefix", "regex"];

    /// <summary>The fields of a StringMatch at <paramref name="path"/>.</summary>
    public static ImmutableArray<string> FieldsAt(string path) => [.. Forms.Select(form => $"{path}.{form}")];

    /// <summary>Null if nothing has to be compared: an empty match, or the regex <c>*</c> that older Istio took for it.</summary>
    public static MatcherV3.StringMatcher? Translate(Fields match) => match switch
    {
        _ when match.Text("regex") is { } regex => regex is "*" ? null : new() { SafeRegex = new() { Regex = regex } },
        _ when match.Text("prefix") is { } prefix => new() { Prefix = prefix },
        _ when match.Text("exact") is { } exact => new() { Exact = exact },
        _ => null,
    };

    /// <param name="allowAsterisk">The regex <c>*</c>, which is none, stands for any value.</param>
    public static void Check(Fields match, DiagnosticBag diagnostics, bool allowEmptyPrefix, bool allowAsterisk = false)
    {
        if (Forms.Where(match.Has).ToList() is [_, var second, ..])
        {
            diagnostics.Add(ValueRules.SeveralForms.At(match.SpanOf(second), string.Join(", ", Forms))
                .WithHelp("keep one of them, or write a match of its own for each"));
        }

        if (match.Text("prefix") is "" && !allowEmptyPrefix)
        {
            diagnostics.Add(ValueRules.EmptyValue.At(match.SpanOf("prefix"), "prefix"));
        }

        if (match.Text("regex") is "")
        {
            diagnostics.Add(ValueRules.EmptyValue.At(match.SpanOf("regex"), "regex").WithHelp("write .* for any value"));
        }
        else if (match.Text("regex") is { } regex && !(allowAsterisk && regex is "*"))
        {
            RegexCheck.Check(regex, match.SpanOf("regex"), diagnostics);
        }
    }
}
