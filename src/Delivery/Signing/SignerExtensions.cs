using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

internal static class SignerExtensions
{
    /// <summary>The payload in an envelope that these signers, and no others, have signed.</summary>
    public static async Task<SignedEnvelope> SealAsync(
        this ImmutableArray<ISigner> signers, string payloadType, byte[] payload, CancellationToken cancellation)
    {
        var envelope = new SignedEnvelope(payloadType, payload, []);
        foreach (var signer in signers)
        {
            envelope = await signer.CosignAsync(envelope, cancellation);
        }

        return envelope;
    }

    /// <summary>The envelope with one signature more; a key's earlier one gives way.</summary>
    public static async Task<SignedEnvelope> CosignAsync(
        this ISigner signer, SignedEnvelope envelope, CancellationToken cancellation)
    {
        var data = SignedEnvelope.ToSignedBytes(envelope.PayloadType, envelope.Payload.Span);
        var signature = new EnvelopeSignature(
            signer.PublicKey.KeyId, await signer.SignAsync(data, cancellation));

        return envelope with
        {
            Signatures = [.. envelope.Signatures.Where(each => each.KeyId != signature.KeyId), signature],
        };
    }
}
