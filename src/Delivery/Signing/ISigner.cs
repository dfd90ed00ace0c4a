using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>Holds a private key, here or far away, and signs with it (ECDSA P-256, SHA-256, DER).</summary>
public interface ISigner
{
    PublicKey PublicKey { get; }

    Task<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation);
}
