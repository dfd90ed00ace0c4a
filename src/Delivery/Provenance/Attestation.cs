using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Provenance;

/// <summary>Provenance that somebody has signed for a bundle.</summary>
internal static class Attestation
{
    /// <summary>Reads an attestation strictly: signed by this key, about this bundle, in the words that we know.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> bytes,
        BundleReference bundle,
        PublicKey key,
        [NotNullWhen(true)] out Statement? statement,
        out string reason)
    {
        statement = null;
        reason = "it is no Sigstore bundle v0.3 with one signed in-toto statement";
        if (bytes.Length > Limits.AttestationBytes
            || !SigstoreBundle.TryRead(bytes, out var envelope)
            || envelope.PayloadType != Statement.PayloadType)
        {
            return false;
        }

        var data = SignedEnvelope.ToSignedBytes(envelope.PayloadType, envelope.Payload.Span);
        if (!key.Verifies(data, envelope.Signatures[0].Value.Span))
        {
            reason = $"it is not signed by the key {key.KeyId}";

            return false;
        }

        var read = Parse(envelope.Payload);
        reason = read is null ? "its statement is no SLSA provenance v1 of ours" : FindDifference(read, bundle) ?? "";
        statement = reason is "" ? read : null;

        return statement is not null;
    }

    private static Statement? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, StatementJson.Default.Statement) is
                {
                    Type: Statement.StatementType or "https://in-toto.io/Statement/v0.1",
                    PredicateType: Statement.SlsaProvenance,
                    Predicate.BuildDefinition.BuildType: Provenance.PublishBuild,
                    Subject.IsDefaultOrEmpty: false,
                } statement
                ? statement
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // The blob has to be a subject. The content may be one too, and no other thing.
    private static string? FindDifference(Statement statement, BundleReference bundle)
    {
        var digests = statement.Subject.Select(subject => subject.Digest.Sha256).ToList();
        if (!digests.Contains(bundle.Blob.Hex))
        {
            return $"it is not about {bundle.Blob}";
        }

        return digests.Find(digest => digest != bundle.Blob.Hex && digest != bundle.ContentDigest.Hex) is { } other
            ? $"it is about {other}, too"
            : null;
    }
}
