using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// Reads what was signed. Members that are not known here are passed over, so that a later version may add some; what
/// must not be
/// passed over raises <c>format</c>.
/// </summary>
internal static class TrustPayload
{
    public static bool TryRead<T>(
        ReadOnlyMemory<byte> payload,
        int newestFormat,
        JsonTypeInfo<T> type,
        [NotNullWhen(true)] out T? value,
        out string reason)
        where T : class
    {
        value = null;
        reason = "is not written as the format says";
        try
        {
            var format = JsonSerializer.Deserialize(payload.Span, TrustJsonContext.Default.PayloadFormat)?.Format;
            if (format > newestFormat)
            {
                reason = $"has format {format}, and this program reads formats up to {newestFormat}: update it";

                return false;
            }

            value = format >= 1 ? JsonSerializer.Deserialize(payload.Span, type) : null;

            return value is not null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}

internal sealed record PayloadFormat(int Format);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RootDocument))]
[JsonSerializable(typeof(ReleaseRecord))]
[JsonSerializable(typeof(ChannelHead))]
[JsonSerializable(typeof(PayloadFormat))]
internal sealed partial class TrustJsonContext : JsonSerializerContext;
