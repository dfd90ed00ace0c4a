using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Provenance;

/// <summary>A DSSE envelope as a Sigstore bundle v0.3 that names a public key: what cosign and its kin read.</summary>
internal static class SigstoreBundle
{
    private const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    public static byte[] Write(SignedEnvelope envelope, string keyId)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("mediaType", MediaType);
            json.WriteStartObject("verificationMaterial");
            json.WriteStartObject("publicKey");
            json.WriteString("hint", keyId);
            json.WriteEndObject();
            json.WriteStartArray("tlogEntries");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WritePropertyName("dsseEnvelope");
            json.WriteRawValue(envelope.ToJson());
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>The envelope, with its one signature. Who made it is for the caller to find out.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out SignedEnvelope? envelope)
    {
        envelope = null;
        try
        {
            using var json = JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false });

            return json.RootElement.TryGetProperty("mediaType", out var mediaType)
                && mediaType.GetString() == MediaType
                && json.RootElement.TryGetProperty("dsseEnvelope", out var written)
                && SignedEnvelope.TryParse(
                    JsonSerializer.SerializeToUtf8Bytes(written, EnvelopeElementJson.Default.JsonElement), out envelope)
                && envelope.Signatures.Length == 1;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class EnvelopeElementJson : System.Text.Json.Serialization.JsonSerializerContext;
