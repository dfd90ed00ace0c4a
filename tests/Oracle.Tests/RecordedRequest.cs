using System.Text.Json;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>Reads the requests of a case as the matcher takes them.</summary>
internal static class RecordedRequest
{
    /// <summary>Null: not HTTP, or not always the same request.</summary>
    public static RouteRequest? TryRead(JsonElement request)
    {
        var isHttp = !request.TryGetProperty("kind", out var kind) || kind.GetString() is "http";
        if (!isHttp || request.TryGetProperty("vary", out _) || Text(request, "http") is "1.0")
        {
            return null;
        }

        var hasTls = request.TryGetProperty("tls", out var tls);

        return new()
        {
            Port = request.GetProperty("port").GetInt32(),
            Address = Text(request, "address") ?? "127.0.0.1",
            Method = Text(request, "method") ?? "GET",
            Path = Text(request, "path") ?? "/",
            Authority = Text(request, "host") ?? "",
            Scheme = hasTls ? "https" : "http",
            Sni = hasTls ? Text(tls, "sni") : null,
            ApplicationProtocols = hasTls && tls.TryGetProperty("alpn", out var offered)
                ? [.. offered.EnumerateArray().Select(protocol => protocol.GetString() ?? "")] : [],
            Headers = request.TryGetProperty("headers", out var headers)
                ? [.. headers.EnumerateArray().Select(field => new HeaderField($"{field[0]}", $"{field[1]}"))]
                : [],
        };
    }

    public static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() : null;
}
