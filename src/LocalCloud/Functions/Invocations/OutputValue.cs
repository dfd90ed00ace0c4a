using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.LocalCloud.Functions.Invocations;

/// <summary>
/// How the host reads a value that a handler gave for an output. It takes every text that base64 could have made for
/// bytes, such as <c>abcd</c>; what cannot be mistaken is an object, or a text with a character that base64 lacks.
/// </summary>
internal static class OutputValue
{
    /// <summary>The messages that a queue gets: one, or one for each item of an array.</summary>
    public static IEnumerable<byte[]> ToMessages(JsonNode value, bool isBinary)
    {
        var bytes = Guess(value, isBinary);
        if (bytes is not null)
        {
            return [bytes];
        }

        var items = value as JsonArray ?? ArrayIn(value);

        return items is null ? [Written(value)] : items.OfType<JsonNode>().Select(Written);
    }

    /// <summary>The bytes that the host takes the value for; null if it takes it as it is written.</summary>
    public static byte[]? Guess(JsonNode value, bool isBinary)
    {
        if (value.GetValueKind() is not JsonValueKind.String)
        {
            return null;
        }

        try
        {
            // A binary output is base64 by agreement, any other by guess.
            return Convert.FromBase64String(value.GetValue<string>());
        }
        catch (FormatException)
        {
            return isBinary
                ? throw new InvocationFailedException($"a binary output must be base64: {value.ToJsonString()}")
                : null;
        }
    }

    private static JsonArray? ArrayIn(JsonNode value)
    {
        if (value.GetValueKind() is not JsonValueKind.String
            || value.GetValue<string>().AsSpan().Trim() is not ['[', .., ']'])
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(value.GetValue<string>()) as JsonArray;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Written(JsonNode value) => Encoding.UTF8.GetBytes(
        value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString());
}
