using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Bundles;

/// <summary>
/// What is signed about a bundle: digest and length of its bytes as stored, and the digest of its content.
/// </summary>
/// <param name="ContentDigest">SHA-256 of the tar: the bundle's identity, the same on every machine that builds
/// it.</param>
public sealed record BundleReference(BundleDigest Blob, long Length, BundleDigest ContentDigest);

public sealed class BundleDigestJsonConverter : JsonConverter<BundleDigest>
{
    public override BundleDigest Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BundleDigest.TryParse(reader.GetString(), out var digest)
            ? digest
            : throw new JsonException("a digest is written sha256: and 64 lower-case hexadecimal digits");

    public override void Write(
        Utf8JsonWriter writer, BundleDigest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
