using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>
/// Reads what is posted to a topic: one CloudEvent 1.0, or an array of them. All are taken, or none is.
/// </summary>
internal static class CloudEventReader
{
    public const string BatchMediaType = "application/cloudevents-batch+json";
    public const string SingleMediaType = "application/cloudevents+json";

    /// <summary>Of a post, and of each event in it, in bytes.</summary>
    public const int LargestEvent = 1024 * 1024;

    private const int LongestExtensionName = 20;

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "id", "source", "type", "specversion", "subject", "time", "datacontenttype", "dataschema", "data",
        "data_base64",
    };

    /// <exception cref="InvalidEventException">Something is not as it must be.</exception>
    public static ImmutableArray<PublishedEvent> Read(
        ReadOnlyMemory<byte> body, string? mediaType, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body);

            return (mediaType?.ToLowerInvariant(), document.RootElement.ValueKind) switch
            {
                (SingleMediaType, JsonValueKind.Object) => [ReadOne(document.RootElement, now)],
                (BatchMediaType, JsonValueKind.Array) =>
                    [.. document.RootElement.EnumerateArray().Select(item => ReadOne(item, now))],
                (SingleMediaType, _) => throw new InvalidEventException($"{SingleMediaType} is one JSON object"),
                (BatchMediaType, _) => throw new InvalidEventException($"{BatchMediaType} is an array of JSON objects"),
                _ => throw new InvalidEventException(
                    $"this topic takes the schema CloudEventSchemaV1_0, as {BatchMediaType} or {SingleMediaType}, " +
                    $"not {mediaType}"),
            };
        }
        catch (JsonException exception)
        {
            throw new InvalidEventException($"the body is no JSON: {exception.Message}", exception);
        }
    }

    private static PublishedEvent ReadOne(JsonElement item, DateTimeOffset now)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            throw new InvalidEventException("an event must be a JSON object");
        }

        var json = item.GetRawText();
        if (Encoding.UTF8.GetByteCount(json) > LargestEvent)
        {
            throw new InvalidEventException("an event must not be larger than 1 MB") { IsTooLarge = true };
        }

        if (Required(item, "specversion") is not "1.0" and var version)
        {
            throw new InvalidEventException($"specversion must be 1.0, not {version}");
        }

        Check(item);

        return new(
            Required(item, "id"), Required(item, "source"), Required(item, "type"), Optional(item, "subject") ?? "",
            json, now);
    }

    private static void Check(JsonElement item)
    {
        if (!Uri.TryCreate(Required(item, "source"), UriKind.RelativeOrAbsolute, out _))
        {
            throw new InvalidEventException("source must be a URI reference");
        }

        if (Optional(item, "time") is { } time
            && !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            throw new InvalidEventException($"time must be as RFC 3339 has it, not {time}");
        }

        if (item.TryGetProperty("data", out _) && item.TryGetProperty("data_base64", out _))
        {
            throw new InvalidEventException("data and data_base64 exclude each other");
        }

        foreach (var extension in item.EnumerateObject().Where(property => !Attributes.Contains(property.Name)))
        {
            CheckExtension(extension);
        }
    }

    private static void CheckExtension(JsonProperty extension)
    {
        if (extension.Name.Length is 0 or > LongestExtensionName
            || extension.Name.Any(character => !char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character)))
        {
            throw new InvalidEventException(
                $"the extension attribute {extension.Name} must have lower-case letters and digits only, at most 20");
        }

        if (extension.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            throw new InvalidEventException(
                $"the extension attribute {extension.Name} must be a string, a number or a boolean");
        }
    }

    private static string Required(JsonElement item, string name) =>
        Optional(item, name) is { Length: > 0 } value
            ? value
            : throw new InvalidEventException($"an event must have {name}");

    private static string? Optional(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.String ? value.GetString()
        : throw new InvalidEventException($"{name} must be a string");
}
