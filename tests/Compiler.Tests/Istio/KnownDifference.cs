using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>A kind of document on which Istio's validation and ours differ on purpose.</summary>
internal sealed partial record KnownDifference(string What, string Why, Regex Pattern)
{
    private const string ApiServer = "the resource definition forbids it, so the API server refuses the object before Istio is asked";

    /// <summary>What we refuse and Istio accepts.</summary>
    public static ImmutableArray<KnownDifference> Stricter { get; } =
    [
        new("A number in quotes, such as `weight: \"10\"`", ApiServer, QuotedNumber()),
        new("Nothing (`null`) as an item of a list", ApiServer, NothingInList()),
        new("A number, a text or a list beyond the limits of its field", ApiServer, BeyondLimits()),
        new("A value of an enumeration that is none of its names and numbers", ApiServer, NoName()),
        new("A field written in both of its spellings, `perTryTimeout` and `per_try_timeout`", "one of the two values is lost, and nobody sees which", BothSpellings()),
        new("A field without which the object means nothing, where Istio takes an empty value for it", ApiServer, Missing()),
        new("A period of `backendUtilization` that is negative or finer than a millisecond", "every other duration has this rule", FinePeriod()),
    ];

    /// <summary>What Istio refuses and we accept.</summary>
    public static ImmutableArray<KnownDifference> Milder { get; } =
    [
        new("`consecutive5xx_errors`", "a spelling of `consecutive5xxErrors` that protobuf does not know, and nobody can misread", LooseSpelling()),
        new("`\\C` in a regular expression", "the RE2 of Envoy takes it, and that of Go, in which Istio is written, does not", SingleByte()),
    ];

    public static bool Covers(string difference) => Stricter.Concat(Milder).Any(known => known.Pattern.IsMatch(difference));

    [GeneratedRegex("^accepted / GWP1102 a (whole )?number is expected here, but this is the text …$")]
    private static partial Regex QuotedNumber();

    [GeneratedRegex("^accepted / GWP1102 [a-z ]+ is expected here, but this is nothing$")]
    private static partial Regex NothingInList();

    [GeneratedRegex("^accepted / (GWP1104 … must be (from N to N|at least N|at most N)|GWP1111 … must have .*)$")]
    private static partial Regex BeyondLimits();

    [GeneratedRegex("^accepted / GWP1103 ")]
    private static partial Regex NoName();

    [GeneratedRegex("^accepted / GWP1110 ")]
    private static partial Regex BothSpellings();

    [GeneratedRegex("^accepted / GWP1228 ")]
    private static partial Regex FinePeriod();

    [GeneratedRegex("^accepted / GWP1105 ")]
    private static partial Regex Missing();

    [GeneratedRegex("invalid escape sequence: `\\\\C`")]
    private static partial Regex SingleByte();

    [GeneratedRegex("^cannot parse proto message: unknown field … in istio.networking.vN / accepted$")]
    private static partial Regex LooseSpelling();
}
