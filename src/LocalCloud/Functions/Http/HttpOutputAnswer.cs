using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GatewayPipeline.LocalCloud.Functions.Invocations;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.LocalCloud.Functions.Http;

/// <summary>Answers a request with the value that a handler gave for the HTTP output: <c>statusCode</c> or
/// <c>status</c>, <c>headers</c> and <c>body</c>.</summary>
internal static class HttpOutputAnswer
{
    /// <exception cref="InvocationFailedException">The value is not of that form.</exception>
    public static async Task WriteAsync(HttpResponse response, JsonNode? value, CancellationToken cancellation)
    {
        if (value is null)
        {
            response.StatusCode = StatusCodes.Status204NoContent;

            return;
        }

        var output = Read(value);
        response.StatusCode = StatusOf(output["statusCode"] ?? output["status"]);
        foreach (var (name, item) in output["headers"] as JsonObject ?? [])
        {
            response.Headers[name] = item?.ToString();
        }

        switch (output["body"])
        {
            case null:
                return;

            case JsonValue body when body.GetValueKind() is JsonValueKind.String:
                response.ContentType ??= "text/plain; charset=utf-8";
                await response.WriteAsync(body.GetValue<string>(), cancellation);

                return;

            case var body:
                response.ContentType ??= "application/json; charset=utf-8";
                await response.WriteAsync(body.ToJsonString(), cancellation);

                return;
        }
    }

    private static JsonObject Read(JsonNode value)
    {
        try
        {
            var text = value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

            return JsonNode.Parse(text, new() { PropertyNameCaseInsensitive = true }) as JsonObject
                ?? throw new JsonException();
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvocationFailedException(
                "the value of the HTTP output must be an object with statusCode, headers and body", exception);
        }
    }

    private static int StatusOf(JsonNode? status) => status?.ToString() switch
    {
        null => StatusCodes.Status200OK,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && code is >= 100 and <= 599 => code,
        var text => throw new InvocationFailedException($"{text} is not a status code"),
    };
}
