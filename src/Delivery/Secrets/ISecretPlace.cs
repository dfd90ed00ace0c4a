namespace GatewayPipeline.Delivery.Secrets;

/// <summary>A kind of place where secrets are kept. One file each, and a line in <see cref="SecretPlaces"/>.</summary>
internal interface ISecretPlace
{
    /// <summary>What stands before the colon of a reference.</summary>
    string Scheme { get; }

    /// <summary>Why nothing can be there; null if something can. It does not repeat the name.</summary>
    string? Objection(string name);

    /// <exception cref="SecretException">It is not to be had.</exception>
    Task<byte[]> ReadAsync(string name, SecretSurroundings surroundings, CancellationToken cancellation);
}
