using Envoy.Config.Route.V3;
using static Envoy.Config.Route.V3.RouteMatch;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What the path must be like, and what a prefix rewrite leaves of it.</summary>
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

    /// <summary>
    /// What follows the part of the path that was matched, with the query. Null if the path as sent does not begin with
    /// that part:
    /// parameters were left out when it was compared.
    /// </summary>
    public string? Remainder(RequestView request) => kind switch
    {
        PathSpecifierOneofCase.Prefix or PathSpecifierOneofCase.Path or PathSpecifierOneofCase.PathSeparatedPrefix =>
            request.Path.StartsWith(expected, comparison) ? request.Path[expected.Length..] : null,
        _ => request.Path[request.PathOnly.Length..],
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

        return ignoreParameters && path.Contains(';', StringComparison.Ordinal)
            ? string.Join('/', path.Split('/').Select(segment => segment.Split(';')[0]))
            : path;
    }
}
