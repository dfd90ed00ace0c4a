namespace GatewayPipeline.Delivery.Secrets;

/// <summary>
/// Where a secret is, never the secret itself: <c>env:NAME</c>, <c>file:PATH</c>, or <c>keyvault:URI</c> of a vault's
/// secret, whose newest version counts.
/// </summary>
public sealed record SecretReference(string Text)
{
    public override string ToString() => Text;
}

/// <summary>Reads secrets where they are, again after a while: one that is replaced is taken without a restart.</summary>
public interface ISecretReader
{
    /// <exception cref="IOException">It cannot be read; the message names the reference and never the content.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(SecretReference reference, CancellationToken cancellation);
}
