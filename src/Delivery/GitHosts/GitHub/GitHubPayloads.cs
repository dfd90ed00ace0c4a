using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.GitHub;

// Of https://docs.github.com/en/webhooks/webhook-events-and-payloads, what is read.
internal sealed record GitHubPush(string? Ref, string? Before, string? After, GitHubRepository? Repository);

internal sealed record GitHubPullRequestEvent(
    string? Action, long? Number, GitHubPullRequest? PullRequest, GitHubChanges? Changes, GitHubRepository? Repository);

internal sealed record GitHubCheckRunEvent(string? Action, GitHubCheckRun? CheckRun, GitHubRepository? Repository);

internal sealed record GitHubRepository(long? Id);

internal sealed record GitHubPullRequest(long? Number, GitHubBranch? Base, GitHubBranch? Head);

/// <param name="Ref">Without <c>refs/heads/</c>.</param>
internal sealed record GitHubBranch(string? Ref, string? Sha);

/// <param name="Base">There if the branch to merge into is another one now.</param>
internal sealed record GitHubChanges(GitHubBaseChange? Base);

internal sealed record GitHubBaseChange;

/// <param name="PullRequests">Empty for pull requests from forks.</param>
internal sealed record GitHubCheckRun(ImmutableArray<GitHubPullRequest?>? PullRequests);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = WebhookLimits.Depth,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(GitHubPush))]
[JsonSerializable(typeof(GitHubPullRequestEvent))]
[JsonSerializable(typeof(GitHubCheckRunEvent))]
internal sealed partial class GitHubJson : JsonSerializerContext;
