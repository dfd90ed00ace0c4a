using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.LocalCloud.Functions.Invocations;

/// <summary>
/// What an envelope says of a trigger under <c>Metadata</c>. Names are compared without case, and whoever comes later
/// wins: so a message that is a JSON object can shadow what the host says itself.
/// </summary>
internal sealed class InvocationMetadata
{
    private const string TriggerSuffix = "trigger";

    private readonly Dictionary<string, JsonNode> values = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="function">The function's name.</param>
    /// <param name="now">The time of the invocation.</param>
    public static InvocationMetadata For(string function, DateTimeOffset now) => new()
    {
        ["sys"] = new JsonObject
        {
            ["MethodName"] = function,
            ["UtcNow"] = now.UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
            ["RandGuid"] = Guid.NewGuid().ToString(),
        },
    };

    public JsonNode this[string name]
    {
        set => values[name] = value;
    }

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Adds the properties of a text that is a JSON object: objects as they are, arrays not at all, and the
    /// rest as texts. A text that is none adds nothing.</summary>
    public void Merge(string text)
    {
        if (text.AsSpan().Trim() is not ['{', .., '}'])
        {
            return;
        }

        try
        {
            foreach (var (name, value) in JsonNode.Parse(text) as JsonObject ?? [])
            {
                if (AsBindingValue(value) is { } written)
                {
                    this[name] = written;
                }
            }
        }
        catch (JsonException)
        {
            // Then it is a text like any other.
        }
        catch (ArgumentException)
        {
            // It has a name twice.
        }
    }

    /// <summary>Without what ends in <c>trigger</c>: the data has the trigger's value already.</summary>
    public JsonObject ToJson() => new(values
        .Where(value => !value.Key.EndsWith(TriggerSuffix, StringComparison.OrdinalIgnoreCase))
        .Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value)));

    private static JsonNode? AsBindingValue(JsonNode? value) => value switch
    {
        null or JsonArray => null,
        JsonObject => value.DeepClone(),
        JsonValue => value.GetValueKind() switch
        {
            JsonValueKind.String => BindingValue.OfText(AsHostReads(value.GetValue<string>())),
            JsonValueKind.True => BindingValue.OfText(bool.TrueString),
            JsonValueKind.False => BindingValue.OfText(bool.FalseString),
            _ => BindingValue.OfText(value.ToJsonString()),
        },
        _ => null,
    };

    // The host's JSON reader takes a text that looks like a time for one, and writes it in another way.
    private static string AsHostReads(string text) =>
        text is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..]
        && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time.ToString(CultureInfo.InvariantCulture)
            : text;
}
