namespace GatewayPipeline.Delivery.Secrets;

/// <summary>Reads secrets where they are, again after a while: one that is replaced is taken without a restart.</summary>
public interface ISecretReader
{
    /// <exception cref="IOException">It cannot be read; the message names the reference and never the content.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(SecretReference reference, CancellationToken cancellation);
}
