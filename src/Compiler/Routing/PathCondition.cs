using Envoy.Config.Route.V3;
using static Envoy.Config.Route.V3.RouteMatch;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What the path must be like, and which part of it a prefix rewrite replaces.</summary>
internal sealed class PathCondition
{
    private readonly PathSpecifierOneofCase kind;
    private readonly string expected;
    private readonly StringComparison comparison;
    private readonly TextCondition? regex;
    private readonly bool ignoreParameters;

    public PathCondition(RouteMatch match, bool ignoreParameters)
    {
        this.ignoreParameters = ignoreParameters;
        kind = match.PathSpecifierCase;
        comparison = match.CaseSensitive ?? true ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        expected = kind switch
        {
            PathSpecifierOneofCase.Prefix => match.Prefix,
            PathSpecifierOneofCase.Path => match.Path,
            PathSpecifierOneofCase.PathSeparatedPrefix => match.PathSeparatedPrefix,
            _ => "",
        };
        regex = kind is PathSpecifierOneofCase.SafeRegex ? TextCondition.Of(match.SafeRegex) : null;
    }

    public bool Matches(RequestView request)
    {
        if (kind is PathSpecifierOneofCase.ConnectMatcher || request.IsConnect)
        {
            return kind is PathSpecifierOneofCase.ConnectMatcher && request.IsConnect;
        }

        var path = Compared(request);

        return kind switch
        {
            PathSpecifierOneofCase.Prefix => path.StartsWith(expected, comparison),
            PathSpecifierOneofCase.Path => path.Equals(expected, comparison),
            PathSpecifierOneofCase.PathSeparatedPrefix => path.StartsWith(expected, comparison)
                && (path.Length == expected.Length || path[expected.Length] == '/'),
            PathSpecifierOneofCase.SafeRegex => regex is not null && regex.Holds(path),
            _ => false,
        };
    }

    /// <summary>How much of the path was matched.</summary>
    public int MatchedLength(RequestView request) => kind switch
    {
        PathSpecifierOneofCase.Prefix or PathSpecifierOneofCase.Path or PathSpecifierOneofCase.PathSeparatedPrefix =>
            expected.Length,
        _ => request.PathOnly.Length,
    };

    public string Describe(RequestView request) => kind switch
    {
        _ when request.IsConnect => "only requests with a path are taken",
        PathSpecifierOneofCase.ConnectMatcher => "only CONNECT is taken",
        PathSpecifierOneofCase.Prefix => $"path '{Compared(request)}' does not start with '{expected}'",
        PathSpecifierOneofCase.Path => $"path '{Compared(request)}' is not '{expected}'",
        PathSpecifierOneofCase.PathSeparatedPrefix => $"path '{Compared(request)}' is not '{expected}' nor below it",
        PathSpecifierOneofCase.SafeRegex => $"path '{Compared(request)}' {regex?.Words}",
        _ => "its path condition is not interpreted here",
    };

    private string Compared(RequestView request)
    {
        var path = request.PathOnly;
        var parameters = ignoreParameters ? path.IndexOf(';', StringComparison.Ordinal) : -1;

        return parameters < 0 ? path : path[..parameters];
    }
}
