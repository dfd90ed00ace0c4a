using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.AzureDevOps;

// Of https://learn.microsoft.com/azure/devops/service-hooks/events, what is read.
internal sealed record AzureDevOpsKind(string? EventType);

/// <param name="Id">Of the event: the same when it is delivered again.</param>
internal sealed record AzureDevOpsPush(string? Id, AzureDevOpsPushResource? Resource);

internal sealed record AzureDevOpsPushResource(
    ImmutableArray<AzureDevOpsRefUpdate?> RefUpdates, AzureDevOpsRepository? Repository);

internal sealed record AzureDevOpsRefUpdate(string? Name, string? OldObjectId, string? NewObjectId);

internal sealed record AzureDevOpsPullRequestEvent(string? Id, AzureDevOpsPullRequest? Resource);

internal sealed record AzureDevOpsPullRequest(
    long? PullRequestId,
    string? Status,
    string? TargetRefName,
    AzureDevOpsCommit? LastMergeSourceCommit,
    AzureDevOpsRepository? Repository);

internal sealed record AzureDevOpsCommit(string? CommitId);

internal sealed record AzureDevOpsRepository(string? Id);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = WebhookLimits.Depth,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AzureDevOpsKind))]
[JsonSerializable(typeof(AzureDevOpsPush))]
[JsonSerializable(typeof(AzureDevOpsPullRequestEvent))]
internal sealed partial class AzureDevOpsJson : JsonSerializerContext;
