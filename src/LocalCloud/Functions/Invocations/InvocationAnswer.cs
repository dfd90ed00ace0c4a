using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.LocalCloud.Functions.Invocations;

/// <summary>What a handler answers to an envelope.</summary>
internal sealed record InvocationAnswer
{
    public JsonObject Outputs { get; private init; } = [];

    public JsonNode? ReturnValue { get; private init; }

    public IReadOnlyList<string> Logs { get; private init; } = [];

    /// <exception cref="InvocationFailedException">It is not such an answer.</exception>
    public static async Task<InvocationAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvocationFailedException($"the handler answered {(int)response.StatusCode}: {Shortened(text)}");
        }

        if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "text/json"))
        {
            throw new InvocationFailedException(
                $"the handler answered {response.Content.Headers.ContentType}; it must be application/json");
        }

        try
        {
            var answer = JsonNode.Parse(text, new() { PropertyNameCaseInsensitive = true }) as JsonObject
                ?? throw new InvocationFailedException($"the handler answered what is no object: {Shortened(text)}");

            return new()
            {
                Outputs = answer[nameof(Outputs)] as JsonObject ?? [],
                ReturnValue = answer[nameof(ReturnValue)],
                Logs = answer[nameof(Logs)] is JsonArray logs ? [.. logs.Select(line => line?.ToString() ?? "")] : [],
            };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvocationFailedException($"the handler answered what is no JSON: {Shortened(text)}", exception);
        }
    }

    private static string Shortened(string text) => text.Length <= 500 ? text : text[..500] + "…";
}
