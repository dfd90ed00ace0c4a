using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.GitLab;

// Of https://docs.gitlab.com/user/project/integrations/webhook_events/, what is read.
internal sealed record GitLabEvent(
    string? ObjectKind,
    long? ProjectId,
    string? Ref,
    string? Before,
    string? After,
    GitLabMergeRequest? ObjectAttributes,
    GitLabChanges? Changes);

/// <param name="Iid">The number within the project.</param>
/// <param name="TargetBranch">Without <c>refs/heads/</c>.</param>
/// <param name="Oldrev">The former head, where new commits came.</param>
internal sealed record GitLabMergeRequest(
    string? Action,
    long? Iid,
    long? TargetProjectId,
    string? TargetBranch,
    string? Oldrev,
    GitLabCommit? LastCommit);

internal sealed record GitLabCommit(string? Id);

/// <param name="TargetBranch">There if the branch to merge into is another one now.</param>
internal sealed record GitLabChanges(JsonElement? TargetBranch);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = WebhookLimits.Depth,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(GitLabEvent))]
internal sealed partial class GitLabJson : JsonSerializerContext;
