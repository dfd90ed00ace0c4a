using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Envoy.Type.V3;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>One route, made ready once: its conditions in the order in which Envoy looks at them.</summary>
internal sealed class CompiledRoute
{
    private readonly PathCondition path;
    private readonly ImmutableArray<HeaderCondition> headers;
    private readonly ImmutableArray<(string Name, TextCondition? Value)> parameters;
    private readonly RouteMatch match;

    public CompiledRoute(Route route, int index, bool ignorePathParameters)
    {
        Message = route;
        Index = index;
        match = route.Match ?? new();
        path = new(match, ignorePathParameters);
        headers = [.. match.Headers.Select(header => new HeaderCondition(header))];
        parameters =
        [
            .. match.QueryParameters.Select(parameter => (
                parameter.Name,
                parameter.StringMatch is { } text ? TextCondition.Of(text) : null)),
        ];
        Action = new(route, path);
    }

    public Route Message { get; }

    public int Index { get; }

    public RouteActions Action { get; }

    public bool Matches(RequestView request)
    {
        if (!path.Matches(request) || !TakesFraction(request.Random) || !TakesProtocol(request) || !TakesContext)
        {
            return false;
        }

        foreach (var header in headers)
        {
            if (!header.Matches(request))
            {
                return false;
            }
        }

        foreach (var (name, value) in parameters)
        {
            if (request.Parameter(name) is not { } text || value?.Holds(text) is false)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first condition that fails, in words.</summary>
    public string Describe(RequestView request)
    {
        if (!path.Matches(request))
        {
            return path.Describe(request);
        }

        if (!TakesFraction(request.Random))
        {
            return "it takes only a fraction of the requests, and this one is not among them";
        }

        if (!TakesProtocol(request))
        {
            return "it takes only gRPC requests";
        }

        if (!TakesContext)
        {
            return "it asks for metadata or a client certificate, which are taken as absent here";
        }

        if (headers.FirstOrDefault(header => !header.Matches(request)) is { } failed)
        {
            return failed.Describe(request);
        }

        var (name, value) =
            parameters.First(p => request.Parameter(p.Name) is not { } text || p.Value?.Holds(text) is false);

        return request.Parameter(name) is { } given
            ? $"query parameter '{name}' is '{given}': {value?.Words}"
            : $"query parameter '{name}' is absent";
    }

    private bool TakesFraction(ulong random) => match.RuntimeFraction?.DefaultValue is not { } fraction
        || random % DenominatorOf(fraction) < fraction.Numerator;

    private bool TakesProtocol(RequestView request) => match.Grpc is null
        || (request.Header("content-type") is { } type && type.StartsWith("application/grpc", StringComparison.Ordinal)
            && (type.Length == "application/grpc".Length || type["application/grpc".Length] is '+' or ';'));

    private bool TakesContext => match.DynamicMetadata.All(IsInverted)
        && !(match.TlsContext?.Presented ?? false) && !(match.TlsContext?.Validated ?? false);

    private static bool IsInverted(MetadataMatcher matcher) => matcher.Invert;

    public static ulong DenominatorOf(FractionalPercent fraction) => fraction.Denominator switch
    {
        FractionalPercent.Types.DenominatorType.TenThousand => 10_000,
        FractionalPercent.Types.DenominatorType.Million => 1_000_000,
        _ => 100,
    };
}
