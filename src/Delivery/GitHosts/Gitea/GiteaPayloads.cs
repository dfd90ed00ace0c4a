using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.Gitea;

// Of https://docs.gitea.com/usage/webhooks and Gitea's modules/structs/hook.go, what is read.
internal sealed record GiteaPush(string? Ref, string? Before, string? After, GiteaRepository? Repository);

/// <param name="Ref">Without <c>refs/heads/</c> or <c>refs/tags/</c>.</param>
internal sealed record GiteaDelete(string? Ref, string? RefType, GiteaRepository? Repository);

internal sealed record GiteaPullRequestEvent(
    string? Action, long? Number, GiteaPullRequest? PullRequest, GiteaChanges? Changes, GiteaRepository? Repository);

internal sealed record GiteaRepository(long? Id);

internal sealed record GiteaPullRequest(GiteaBranch? Base, GiteaBranch? Head);

/// <param name="Ref">Without <c>refs/heads/</c>.</param>
internal sealed record GiteaBranch(string? Ref, string? Sha);

/// <param name="Ref">There if the branch to merge into is another one now.</param>
internal sealed record GiteaChanges(GiteaRefChange? Ref);

internal sealed record GiteaRefChange(string? From);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = WebhookLimits.Depth,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(GiteaPush))]
[JsonSerializable(typeof(GiteaDelete))]
[JsonSerializable(typeof(GiteaPullRequestEvent))]
internal sealed partial class GiteaJson : JsonSerializerContext;
