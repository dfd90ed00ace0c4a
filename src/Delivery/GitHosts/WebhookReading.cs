using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>What an authentic webhook says.</summary>
public abstract record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <param name="Moves">At least one: some hosts tell of several refs at once.</param>
    public sealed record Pushed(ImmutableArray<RefMove> Moves) : WebhookReading;

    /// <summary>A pull request was opened, or what it asks for has changed.</summary>
    public sealed record Proposed(PullRequest PullRequest) : WebhookReading;

    /// <summary>The host asks whether anybody is there.</summary>
    public sealed record Ping : WebhookReading;

    /// <summary>An event that says nothing about manifests.</summary>
    public sealed record Ignored(string Reason) : WebhookReading;

    /// <summary>Authentic, and yet not as the host writes it.</summary>
    public sealed record Malformed(string Reason) : WebhookReading;
}

/// <summary>A ref that moved, as its host tells it: a hint to look, and nothing more.</summary>
public sealed record RefMove
{
    /// <summary>The host's own id of the repository: a new name or owner does not change it.</summary>
    public required string RepositoryId { get; init; }

    /// <summary>In full, as <c>refs/heads/main</c>.</summary>
    public required string Ref { get; init; }

    /// <summary>Null: the ref is new, or the host does not say.</summary>
    public string? Before { get; init; }

    /// <summary>Null: the ref was deleted.</summary>
    public string? After { get; init; }

    /// <summary>The host's id of this delivery: the same when it is delivered again.</summary>
    public required string DeliveryId { get; init; }
}

/// <summary>A request to merge one branch into another; GitLab calls it a merge request.</summary>
public sealed record PullRequest
{
    /// <summary>Of the repository that it would be merged into.</summary>
    public required string RepositoryId { get; init; }

    /// <summary>As people call it: within the repository.</summary>
    public required int Number { get; init; }

    /// <summary>Where it would be merged to, in full.</summary>
    public required string BaseRef { get; init; }

    /// <summary>The commit that it would bring.</summary>
    public required string HeadCommit { get; init; }

    public required string DeliveryId { get; init; }
}
