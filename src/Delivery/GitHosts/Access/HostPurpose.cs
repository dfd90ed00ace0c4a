namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>What a token is wanted for. Where the host can, it is made for that alone.</summary>
public enum HostPurpose
{
    /// <summary>Reading the repository.</summary>
    Fetch,

    /// <summary>Writing verdicts and comments to pull requests.</summary>
    Report,
}
