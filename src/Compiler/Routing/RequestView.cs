using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>A request as routes see it: the authority and path put in order, header and query values at hand.</summary>
internal sealed class RequestView
{
    private readonly RouteRequest request;
    private Dictionary<string, ImmutableArray<string>>? headers;
    private Dictionary<string, string>? query;

    public RequestView(RouteRequest request, string authority, string path, string forwardedScheme)
    {
        this.request = request;
        Authority = authority;
        Path = path;
        ForwardedScheme = forwardedScheme;
        var end = path.AsSpan().IndexOfAny('?', '#');
        PathOnly = end < 0 ? path : path[..end];
    }

    public string Method => request.Method;

    public ulong Random => request.Random;

    public string Authority { get; }

    public string Path { get; }

    /// <summary>Without query and fragment.</summary>
    public string PathOnly { get; }

    /// <summary>The scheme that the client used, as far as it can be believed.</summary>
    public string ForwardedScheme { get; }

    public bool IsConnect => Method == "CONNECT";

    /// <summary>The first field of a name; null if there is none.</summary>
    public string? Header(string name) => Fields(name) is [var first, ..] ? first : null;

    /// <summary>Every field of a name, in the order in which they were sent.</summary>
    public ImmutableArray<string> Fields(string name) => name switch
    {
        ":method" => [Method],
        ":authority" or "host" => Authority.Length == 0 ? [] : [Authority],
        ":path" => [Path],
        ":scheme" or "x-forwarded-proto" => [ForwardedScheme],
        _ => (headers ??= ReadHeaders()).TryGetValue(name, out var fields) ? fields : [],
    };

    /// <summary>The first value of a parameter, not decoded; null if it is absent.</summary>
    public string? Parameter(string name) => (query ??= ReadQuery()).GetValueOrDefault(name);

    private Dictionary<string, ImmutableArray<string>> ReadHeaders()
    {
        var result = new Dictionary<string, ImmutableArray<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Headers)
        {
            result[name] = result.TryGetValue(name, out var before) ? before.Add(value) : [value];
        }

        return result;
    }

    private Dictionary<string, string> ReadQuery()
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var start = Path.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
        {
            return result;
        }

        foreach (var parameter in Path[(start + 1)..].Split('&'))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            result.TryAdd(equals < 0 ? parameter : parameter[..equals], equals < 0 ? "" : parameter[(equals + 1)..]);
        }

        return result;
    }
}
