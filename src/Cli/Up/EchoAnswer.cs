using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Compiler;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GatewayPipeline.Cli.Up;

/// <summary>What an echo upstream tells: who it is and what arrived.</summary>
internal sealed record EchoAnswer
{
    public required string Service { get; init; }

    public required string Namespace { get; init; }

    public string? Subset { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Host { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public static async Task WriteAsync(HttpContext context, Destination destination)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var request = context.Request;
        var answer = new EchoAnswer
        {
            Service = destination.Name,
            Namespace = destination.Namespace,
            Subset = destination.Subset.Length == 0 ? null : destination.Subset,
            Labels = destination.Labels,
            Method = request.Method,
            Path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Host = request.Host.Value ?? "",
            Headers = request.Headers
                .Where(header => header.Key is not "Host" && !header.Key.StartsWith(':'))
                .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(
                    header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, EchoJson.Default.EchoAnswer);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length + 1;
        context.Response.Headers["x-echo-backend"] = NameOf(destination);
        if (!HttpMethods.IsHead(request.Method))
        {
            await context.Response.Body.WriteAsync((byte[])[.. body, (byte)'\n'], context.RequestAborted);
        }
    }

    /// <summary><c>catalog.istioinaction</c>, and with a subset <c>catalog.istioinaction/v2</c>.</summary>
    public static string NameOf(Destination destination) => destination.Subset.Length == 0
        ? $"{destination.Name}.{destination.Namespace}"
        : $"{destination.Name}.{destination.Namespace}/{destination.Subset}";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EchoAnswer))]
[JsonSerializable(typeof(List<EchoUpstream>))]
internal sealed partial class EchoJson : JsonSerializerContext;
