using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Routing;
using static Envoy.Config.Route.V3.HeaderMatcher;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>The conditions of one route, each of which a request has to meet.</summary>
internal sealed class RouteConditions
{
    private RouteConditions(ImmutableArray<Demand> demands, bool isUnderstood, LiteralPath? literal)
    {
        Demands = demands;
        IsUnderstood = isUnderstood;
        Literal = literal;
    }

    public ImmutableArray<Demand> Demands { get; }

    /// <summary>There are no conditions beside these.</summary>
    public bool IsUnderstood { get; }

    /// <summary>What the path is compared with, if that is no regular expression.</summary>
    public LiteralPath? Literal { get; }

    public static RouteConditions Of(RouteMatch match)
    {
        var (path, literal) = PathOf(match);
        var headers = match.Headers.Select(Of).ToList();
        ImmutableArray<Demand> demands =
        [
            .. path is null ? [] : new[] { new Demand(RequestPart.Path, "", new(path, IsInverted: false, TakesAbsence: false), IsWanted: true) },
            .. headers.OfType<Demand>(),
            .. match.QueryParameters.Select(Of),
        ];

        return new(
            demands,
            path is not null && headers.TrueForAll(header => header is not null)
                && match.Grpc is null && match.TlsContext is null && match.RuntimeFraction is null
                && match.DynamicMetadata.Count == 0,
            literal);
    }

    /// <summary>No path is taken by both. False also where nobody looked further.</summary>
    public bool ExcludesPathsOf(RouteConditions other) =>
        (Literal, other.Literal) is ({ } mine, { } theirs) && !mine.Meets(theirs);

    private static (TextPattern? Pattern, LiteralPath? Literal) PathOf(RouteMatch match)
    {
        var ignoresCase = !(match.CaseSensitive ?? true);

        return match.PathSpecifierCase switch
        {
            RouteMatch.PathSpecifierOneofCase.Prefix =>
                (TextPattern.Prefix(match.Prefix, ignoresCase), new(match.Prefix, IsPrefix: true, ignoresCase)),
            RouteMatch.PathSpecifierOneofCase.Path =>
                (TextPattern.Exact(match.Path, ignoresCase), new(match.Path, IsPrefix: false, ignoresCase)),
            RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix =>
                (TextPattern.Segments(match.PathSeparatedPrefix, ignoresCase), new(match.PathSeparatedPrefix, IsPrefix: true, ignoresCase)),
            RouteMatch.PathSpecifierOneofCase.SafeRegex => (TextPattern.Regex(match.SafeRegex.Regex), null),
            _ => (null, null),
        };
    }

    private static Demand? Of(HeaderMatcher matcher)
    {
        var condition = matcher.HeaderMatchSpecifierCase switch
        {
            HeaderMatchSpecifierOneofCase.None => Presence(wanted: true, matcher),
            HeaderMatchSpecifierOneofCase.PresentMatch => Presence(matcher.PresentMatch, matcher),
            HeaderMatchSpecifierOneofCase.StringMatch => new PartCondition(
                TextPattern.Of(matcher.StringMatch),
                matcher.InvertMatch,
                matcher.TreatMissingHeaderAsEmpty && TextCondition.Of(matcher.StringMatch).Holds("") != matcher.InvertMatch),
            _ => null,
        };

        return condition is null ? null
            : new(RequestPart.Header, matcher.Name.ToLowerInvariant(), condition, IsWanted: true);
    }

    private static PartCondition Presence(bool wanted, HeaderMatcher matcher)
    {
        var takesValues = wanted != matcher.InvertMatch;

        return new(null, IsInverted: !takesValues, TakesAbsence: matcher.TreatMissingHeaderAsEmpty == takesValues);
    }

    private static Demand Of(QueryParameterMatcher matcher) => new(
        RequestPart.Parameter,
        matcher.Name,
        new(matcher.StringMatch is { } text ? TextPattern.Of(text) : null, IsInverted: false, TakesAbsence: false),
        IsWanted: true);
}

/// <summary>A path, or the beginning of one.</summary>
internal sealed record LiteralPath(string Text, bool IsPrefix, bool IgnoresCase)
{
    /// <summary>Some path may be taken by both.</summary>
    public bool Meets(LiteralPath other)
    {
        var comparison = IgnoresCase || other.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

        return (IsPrefix && other.Text.StartsWith(Text, comparison))
            || (other.IsPrefix && Text.StartsWith(other.Text, comparison))
            || Text.Equals(other.Text, comparison);
    }
}
