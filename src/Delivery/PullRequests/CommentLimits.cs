namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>The longest comment, in characters, that a git host takes.</summary>
public static class CommentLimits
{
    /// <summary>The largest that a check run's summary and a comment may be.</summary>
    public const int GitHub = 65_536;

    public const int GitLab = 1_000_000;

    public const int AzureDevOps = 150_000;

    /// <summary>Gitea itself has no limit below what a request may hold; this is GitHub's.</summary>
    public const int Gitea = GitHub;

    /// <summary>The longest title of a report: the shortest that any host's status shows whole.</summary>
    public const int Title = 140;
}
