using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>What was found unnamed, and when that was seen first. Who writes it over another's version is told.</summary>
internal sealed record PruneMarks(int Format, ImmutableSortedDictionary<string, DateTimeOffset> Marks)
{
    private const int CurrentFormat = 1;

    // A path of 100 characters for each of 500,000 objects.
    public const int LargestSize = 128 * 1024 * 1024;

    public static PruneMarks None { get; } = Of([]);

    public static PruneMarks Of(IEnumerable<KeyValuePair<string, DateTimeOffset>> marks) =>
        new(CurrentFormat, marks.ToImmutableSortedDictionary(StringComparer.Ordinal));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PruneMarksJson.Default.PruneMarks);

    /// <summary>Null if it is none, or of a newer program.</summary>
    public static PruneMarks? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PruneMarksJson.Default.PruneMarks) is
                { Format: CurrentFormat, Marks: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(PruneMarks))]
internal sealed partial class PruneMarksJson : JsonSerializerContext;
