using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Publishing.Building;

/// <summary>What was made of some inputs.</summary>
/// <param name="Bundle">Null: nothing, for the reason that is given.</param>
internal sealed record BuildMemo(
    int Format, BundleDigest Inputs, BundleReference? Bundle, string? Refusal, JsonElement Findings);

/// <summary>
/// Remembers builds in the store, so that the same is not built twice. A memo leads to a release, so one counts only if
/// a key that signs releases here has signed it: whoever can only write the store cannot slip a bundle in.
/// </summary>
internal sealed class BuildMemos(IStoreReader reader, IStoreWriter writer, PublisherKeys keys)
{
    private const int CurrentFormat = 1;
    private const string PayloadType = "application/vnd.gatewaypipeline.build.v1+json";

    // Findings are what makes a memo long; a tree with more is built again.
    private const int LargestSize = 1024 * 1024;

    /// <summary>Null: there is none that can be believed.</summary>
    public async Task<BuildMemo?> FindAsync(BundleDigest inputs, CancellationToken cancellation) =>
        await reader.GetAsync(StoreLayout.Build(inputs), null, LargestSize, cancellation) is StoreRead.Found found
        && SignedEnvelope.TryParse(found.Content.Span, out var envelope)
        && IsOurs(envelope)
        && Parse(envelope.Payload) is { Format: CurrentFormat } memo
        && memo.Inputs == inputs
            ? memo
            : null;

    /// <summary>Null: what it names is not in the store, or damaged.</summary>
    public async Task<Build?> OpenAsync(BuildMemo memo, CancellationToken cancellation)
    {
        if (memo.Bundle is not { } reference)
        {
            return new(Bundle: null, memo.Findings, memo.Refusal, IsRemembered: true);
        }

        var path = StoreLayout.Blob(reference.Blob);

        return await reader.GetAsync(path, null, Limits.BundleBytes, cancellation) is StoreRead.Found found
            && BundleReader.Open(found.Content, reference) is BundleOpening.Opened { Bundle: var bundle }
                ? new(bundle, memo.Findings, Refusal: null, IsRemembered: true)
                : null;
    }

    public async Task PutAsync(BundleDigest inputs, Build build, CancellationToken cancellation)
    {
        var memo = new BuildMemo(CurrentFormat, inputs, build.Bundle?.Reference, build.Refusal, build.Findings);
        var payload = JsonSerializer.SerializeToUtf8Bytes(memo, BuildJson.Default.BuildMemo);
        var envelope = (await keys.Release.SealAsync(PayloadType, payload, cancellation)).ToJson();
        if (envelope.Length <= LargestSize)
        {
            await writer.CreateAsync(StoreLayout.Build(inputs), envelope, cancellation);
        }
    }

    private bool IsOurs(SignedEnvelope envelope)
    {
        var data = SignedEnvelope.ToSignedBytes(PayloadType, envelope.Payload.Span);

        return envelope.PayloadType == PayloadType
            && envelope.Signatures.Any(signature => IsSignedByUs(data, signature));
    }

    private bool IsSignedByUs(byte[] data, EnvelopeSignature signature) =>
        keys.Release.Any(signer => signer.PublicKey.Verifies(data, signature.Value.Span));

    private static BuildMemo? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, BuildJson.Default.BuildMemo);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BuildInputs))]
[JsonSerializable(typeof(BuildMemo))]
internal sealed partial class BuildJson : JsonSerializerContext;
