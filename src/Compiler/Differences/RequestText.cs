using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>A request in a line: <c>GET http://shop.example/cart with x-user: ada</c>.</summary>
public static class RequestText
{
    /// <summary>The method of a request that stands for a connection, of which nobody reads a request.</summary>
    internal const string Connection = "CONNECTION";

    private const int Http = 80;
    private const int Https = 443;

    public static string Of(RouteRequest request)
    {
        if (request.Method is Connection)
        {
            return request.Sni is { } name ? $"a connection to port {request.Port} for server name {name}" : $"a connection to port {request.Port}";
        }

        var hasPort = request.Authority.AsSpan().LastIndexOf(':') > request.Authority.AsSpan().LastIndexOf(']');
        var isUsual = request.Port == (request.Scheme is "https" ? Https : Http);
        var port = hasPort || isUsual ? "" : $":{request.Port}";
        var host = hasPort ? request.Authority[..request.Authority.LastIndexOf(':')] : request.Authority;
        var headers = request.Headers is [] ? ""
            : " with " + string.Join(", ", request.Headers.Select(header => $"{header.Name}: {header.Value}"));
        var server = request.Sni is { } sni && sni != host ? $" for server name {sni}" : "";

        return $"{request.Method} {request.Scheme}://{request.Authority}{port}{request.Path}{headers}{server}";
    }
}
