using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// A signature and the key that is said to have made it: a hint only, trust decides which keys count.
/// </summary>
public sealed record EnvelopeSignature(string KeyId, ReadOnlyMemory<byte> Value);

/// <summary>A DSSE envelope: some bytes, what they are, and who signed both.</summary>
public sealed record SignedEnvelope(
    string PayloadType, ReadOnlyMemory<byte> Payload, ImmutableArray<EnvelopeSignature> Signatures)
{
    /// <summary>
    /// The payload's digest: the identity of what is signed. Signatures can be replaced without changing it.
    /// </summary>
    public BundleDigest PayloadDigest => BundleDigest.Of(Payload.Span);

    /// <summary>The bytes that are signed (DSSE's pre-authentication encoding).</summary>
    public static byte[] ToSignedBytes(string payloadType, ReadOnlySpan<byte> payload)
    {
        var typeLength = Encoding.UTF8.GetByteCount(payloadType);
        var prefix = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"DSSEv1 {typeLength} {payloadType} {payload.Length} "));

        return [.. prefix, .. payload];
    }

    /// <summary>The envelope as a store holds it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new EnvelopeJson(
            PayloadType,
            Convert.ToBase64String(Payload.Span),
            [.. Signatures.Select(
                signature => new SignatureJson(Convert.ToBase64String(signature.Value.Span), signature.KeyId))]),
        EnvelopeJsonContext.Default.EnvelopeJson);

    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SignedEnvelope? envelope)
    {
        envelope = null;
        try
        {
            if (JsonSerializer.Deserialize(json, EnvelopeJsonContext.Default.EnvelopeJson) is not
                {
                    Signatures: { IsDefault: false, Length: <= Limits.Signatures } written,
                } read
                || !StrictBase64.TryDecode(read.Payload, out var payload))
            {
                return false;
            }

            var signatures = ImmutableArray.CreateBuilder<EnvelopeSignature>(written.Length);
            foreach (var each in written)
            {
                if (each is null || !StrictBase64.TryDecode(each.Sig, out var value))
                {
                    return false;
                }

                signatures.Add(new(each.KeyId ?? "", value));
            }

            envelope = new(read.PayloadType, payload, signatures.DrainToImmutable());

            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}

internal sealed record EnvelopeJson(string PayloadType, string Payload, ImmutableArray<SignatureJson?> Signatures);

internal sealed record SignatureJson(string Sig, [property: JsonPropertyName("keyid")] string? KeyId = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EnvelopeJson))]
internal sealed partial class EnvelopeJsonContext : JsonSerializerContext;
