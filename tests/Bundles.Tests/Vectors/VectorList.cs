using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>All of <c>docs/vectors/vectors.json</c>: what each file there shows, and what a reader makes of it.</summary>
internal sealed record VectorList(
    int Format,
    ImmutableArray<KeyVector> Keys,
    ImmutableArray<BundleVector> Bundles,
    ImmutableArray<SignedBytesVector> SignedBytes,
    ImmutableArray<EnvelopeVector> Envelopes,
    ImmutableArray<RootChainVector> RootChains,
    IReadOnlyDictionary<string, string> Sha256)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    public static VectorList Read(byte[] json) =>
        JsonSerializer.Deserialize<VectorList>(json, Json) ?? throw new InvalidDataException("vectors.json is empty");
}

internal sealed record KeyVector(string Name, string KeyId, string PublicKey);

/// <param name="Refusal">The words of our reader; null: the bundle opens.</param>
/// <param name="Files">What is in it, in order; null where it does not open.</param>
internal sealed record BundleVector(
    string File, string Shows, BundleReference Signed, string? Refusal, ImmutableArray<string>? Files);

internal sealed record SignedBytesVector(string PayloadType, string Payload, int Length, string Sha256);

/// <param name="Keys">Names of the keys that count.</param>
/// <param name="Sha256">Of the bytes that are signed; null where the file is no envelope.</param>
internal sealed record EnvelopeVector(
    string File,
    string Shows,
    string PayloadType,
    ImmutableArray<string> Keys,
    int Threshold,
    bool Accepted,
    string? Sha256);

/// <param name="Files">The first is pinned; each of the others is offered in its turn.</param>
/// <param name="Trusted">The version that is believed in the end.</param>
/// <param name="Refusal">The words of our reader about the first that it refuses; it looks at no later one.</param>
internal sealed record RootChainVector(
    string Shows, ImmutableArray<string> Files, int Trusted, string? Refusal);
