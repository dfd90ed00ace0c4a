using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>
/// What the host posts to call a function: <c>{"Data":{binding:value},"Metadata":{…}}</c>. The host writes text as JSON
/// within a JSON string, some of it twice; what is meant is found whichever way it was written.
/// </summary>
internal sealed record Invocation(JsonElement Data, JsonElement Metadata)
{
    private const int MostWrappings = 3;

    /// <exception cref="JsonException">It is no invocation.</exception>
    public static Invocation Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;

        return root.ValueKind is JsonValueKind.Object && root.TryGetProperty(nameof(Data), out var data)
            && data.ValueKind is JsonValueKind.Object
                ? new(
                    data.Clone(),
                    root.TryGetProperty(nameof(Metadata), out var metadata) ? metadata.Clone() : default)
                : throw new JsonException($"an invocation is an object with '{nameof(Data)}'");
    }

    /// <summary>The message that a queue's trigger brought, as it lay in the queue. Null: there is none.</summary>
    public ReadOnlyMemory<byte>? MessageOf(string binding)
    {
        if (!Data.TryGetProperty(binding, out var value))
        {
            return null;
        }

        for (var wrapping = 0; wrapping < MostWrappings && value.ValueKind is JsonValueKind.String; wrapping++)
        {
            var text = value.GetString() ?? "";
            if (TryParse(text) is not { } inner)
            {
                return Encoding.UTF8.GetBytes(text);
            }

            value = inner;
        }

        return Encoding.UTF8.GetBytes(
            value.ValueKind is JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText());
    }

    /// <summary>How often the message was taken from its queue, this time included; 1 if nobody says.</summary>
    public int DequeueCount =>
        MetadataOf(nameof(DequeueCount)) is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 1;

    public string? MessageId => MetadataOf("Id");

    private string? MetadataOf(string name)
    {
        if (Metadata.ValueKind is not JsonValueKind.Object || !Metadata.TryGetProperty(name, out var value))
        {
            return null;
        }

        for (var wrapping = 0; wrapping < MostWrappings && value.ValueKind is JsonValueKind.String; wrapping++)
        {
            var text = value.GetString() ?? "";
            if (TryParse(text) is not { } inner)
            {
                return text;
            }

            value = inner;
        }

        return value.ToString();
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);

            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
