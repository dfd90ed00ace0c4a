using GatewayPipeline.Delivery.Secrets;

namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>How the pipeline shows a git host who it is.</summary>
public abstract record HostCredential
{
    private HostCredential()
    {
    }

    /// <summary>A token of any host: fine-grained, of a project or a group, or personal.</summary>
    public sealed record Token(SecretReference Secret, string? User = null) : HostCredential;

    /// <summary>An app installed at GitHub: its key signs for tokens that live for an hour. Check runs need it.</summary>
    /// <param name="PrivateKey">RSA, as PEM.</param>
    public sealed record GitHubApp(string AppId, string InstallationId, SecretReference PrivateKey) : HostCredential;

    /// <summary>The app's own identity in Azure, which Azure DevOps takes.</summary>
    /// <param name="ClientId">Of a user-assigned identity; null: the system's.</param>
    public sealed record ManagedIdentity(string? ClientId = null) : HostCredential;
}
