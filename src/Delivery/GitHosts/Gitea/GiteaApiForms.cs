using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.Gitea;

// Of Gitea's interface v1 (its templates/swagger/v1_json.tmpl), what is sent and read.
internal sealed record GiteaUser(long? Id);

internal sealed record GiteaCommentText(string Body);

internal sealed record GiteaComment(long Id, string? Body, GiteaUser? User);

internal sealed record GiteaStatusForm(string State, string Description, string Context);

/// <param name="Status">What it is set by as <c>state</c>.</param>
internal sealed record GiteaStatus(long Id, string? Status, string? Description, string? Context);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GiteaUser))]
[JsonSerializable(typeof(GiteaPullRequest))]
[JsonSerializable(typeof(GiteaCommentText))]
[JsonSerializable(typeof(GiteaComment[]))]
[JsonSerializable(typeof(GiteaStatusForm))]
[JsonSerializable(typeof(GiteaStatus[]))]
internal sealed partial class GiteaApiJson : JsonSerializerContext;
