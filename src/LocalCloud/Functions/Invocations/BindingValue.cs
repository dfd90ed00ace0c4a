using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.LocalCloud.Functions.Invocations;

/// <summary>
/// How the host writes a value into an envelope: an object as an object, and everything else as a string that holds
/// its JSON. A text is therefore encoded twice, and a number arrives as a string.
/// </summary>
internal static class BindingValue
{
    public static JsonNode OfText(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 2);
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStringValue(text);
        }

        return JsonValue.Create(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    public static JsonNode OfNumber(long number) => JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));

    public static JsonNode OfBytes(byte[] bytes) => JsonValue.Create(Convert.ToBase64String(bytes));

    /// <summary>Times are the exception: they are written once, to the second.</summary>
    public static JsonNode OfTime(DateTimeOffset time) =>
        JsonValue.Create(time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));

    public static JsonNode OfTexts(IEnumerable<KeyValuePair<string, string>> texts) => new JsonObject(
        texts.Select(text => KeyValuePair.Create(text.Key, (JsonNode?)JsonValue.Create(text.Value))));
}
