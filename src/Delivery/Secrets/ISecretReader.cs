namespace GatewayPipeline.Delivery.Secrets;

/// <summary>Reads secrets where they are, and again after a while: a new one counts without a restart.</summary>
public interface ISecretReader
{
    /// <exception cref="IOException">It cannot be read; the message names the reference, never the content.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(SecretReference reference, CancellationToken cancellation);
}
