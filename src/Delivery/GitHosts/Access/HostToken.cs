namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>What kind of token a host is shown: some want to see each in its own way.</summary>
public enum HostTokenKind
{
    /// <summary>Somebody's, or of a project, a group, a repository.</summary>
    Plain,

    /// <summary>Of an app that is installed at GitHub.</summary>
    GitHubApp,

    /// <summary>Of an identity in Microsoft Entra ID.</summary>
    Entra,
}

/// <summary>A token, for as long as it is good. Never printed: not even by mistake.</summary>
/// <param name="User">The name beside it, where git asks for one.</param>
/// <param name="AppId">Of the app whose token it is; null for others.</param>
public sealed record HostToken(HostTokenKind Kind, string Value, string User, string? AppId = null)
{
    public override string ToString() => "(token)";
}
