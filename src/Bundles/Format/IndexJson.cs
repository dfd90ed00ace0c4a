using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Bundles.Format;

/// <summary>The index as bytes. There is one way to write an index, and only that way is read.</summary>
internal static class IndexJson
{
    public static BundleIndex Empty { get; } = new()
    {
        Format = BundleIndex.CurrentFormat,
        Files = [],
        Resources = [],
        Totals = SnapshotRules.Empty.Totals,
        Requires = SnapshotRules.Empty.Requires,
    };

    public static byte[] Write(BundleIndex index) =>
        JsonSerializer.SerializeToUtf8Bytes(index, IndexJsonContext.Default.BundleIndex);

    public static bool TryRead(ReadOnlyMemory<byte> bytes, out BundleIndex index, out string reason)
    {
        index = Empty;
        reason = $"its {BundleFiles.Index} is not written as the format says";
        try
        {
            var format = JsonSerializer.Deserialize(bytes.Span, IndexJsonContext.Default.FormatOnly)?.Format;
            if (format > BundleIndex.CurrentFormat)
            {
                reason = $"it has format {format}, and this program reads formats up to "
                    + $"{BundleIndex.CurrentFormat}: update it";

                return false;
            }

            var read = JsonSerializer.Deserialize(bytes.Span, IndexJsonContext.Default.BundleIndex);
            if (format != BundleIndex.CurrentFormat
                || read is null
                || HasGaps(read)
                || !bytes.Span.SequenceEqual(Write(read)))
            {
                return false;
            }

            index = read;
            reason = "";

            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // A list that is not there at all arrives as a list that cannot be enumerated.
    private static bool HasGaps(BundleIndex index) =>
        index.Files.IsDefault || index.Files.Any(file => file is null)
        || index.Resources.IsDefault || index.Resources.Any(resource => resource is null)
        || index.Requires.Ports.IsDefault
        || index.Requires.CertificateFiles.IsDefault || index.Requires.CertificateFiles.Any(path => path is null);
}

internal sealed record FormatOnly(int Format);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BundleIndex))]
[JsonSerializable(typeof(FormatOnly))]
internal sealed partial class IndexJsonContext : JsonSerializerContext;
