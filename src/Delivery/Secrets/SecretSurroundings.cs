using Azure.Core;
using Azure.Identity;
using GatewayPipeline.Delivery.Vaults;

namespace GatewayPipeline.Delivery.Secrets;

/// <summary>What secrets are read with.</summary>
public sealed record SecretSurroundings
{
    /// <summary>Null for a variable that is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>What vaults are shown.</summary>
    public TokenCredential VaultCredential { get; init; } = new DefaultAzureCredential();

    public KeyVaultOptions VaultOptions { get; init; } = new();
}
