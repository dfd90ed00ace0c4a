using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

internal static class SignerExtensions
{
    /// <summary>The payload in an envelope that this signer alone has signed.</summary>
    public static async Task<SignedEnvelope> SealAsync(
        this ISigner signer, string payloadType, byte[] payload, CancellationToken cancellation)
    {
        var signature = await signer.SignAsync(SignedEnvelope.ToSignedBytes(payloadType, payload), cancellation);

        return new(payloadType, payload, [new(signer.PublicKey.KeyId, signature)]);
    }
}
