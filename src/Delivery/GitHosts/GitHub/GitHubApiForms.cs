using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.GitHub;

// Of https://docs.github.com/en/rest (version 2022-11-28), what is sent and read.
internal sealed record GitHubJwtHeader(string Alg, string Typ);

internal sealed record GitHubJwtClaims(long Iat, long Exp, string Iss);

/// <param name="RepositoryIds">Or else <paramref name="Repositories"/>.</param>
/// <param name="Repositories">By name: of the account that the app is installed at.</param>
internal sealed record GitHubTokenRequest(
    ImmutableArray<long>? RepositoryIds, ImmutableArray<string>? Repositories, GitHubPermissions Permissions);

internal sealed record GitHubPermissions
{
    public string? Contents { get; init; }

    public string? Checks { get; init; }

    public string? PullRequests { get; init; }
}

internal sealed record GitHubInstallationToken(string? Token, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "(token)";
}

internal sealed record GitHubUser(long? Id);

internal sealed record GitHubApp(long? Id, string? ClientId)
{
    /// <summary>Settings name an app by its id or by its client id.</summary>
    public bool Is(string id) => id == ClientId || (Id is { } number && id == $"{number}");
}

internal sealed record GitHubCommentText(string Body);

internal sealed record GitHubComment(
    long Id,
    string? Body,
    GitHubUser? User,
    [property: JsonPropertyName("performed_via_github_app")] GitHubApp? PerformedViaGitHubApp);

internal sealed record GitHubStatus(string? State, string? Description, string? Context);

internal sealed record GitHubCheckRuns(ImmutableArray<GitHubCheckRunState> CheckRuns);

internal sealed record GitHubCheckRunState(
    long Id, string? ExternalId, string? Status, GitHubApp? App, GitHubOutputState? Output);

internal sealed record GitHubOutputState(int AnnotationsCount);

/// <param name="HeadSha">Only of a run that begins.</param>
/// <param name="Conclusion">Only of a run that is completed.</param>
internal sealed record GitHubCheckRunForm(
    string Name, string? HeadSha, string ExternalId, string Status, string? Conclusion, GitHubOutput Output);

internal sealed record GitHubOutput(string Title, string Summary, ImmutableArray<GitHubAnnotation> Annotations);

internal sealed record GitHubAnnotation(
    string Path,
    int StartLine,
    int EndLine,
    int? StartColumn,
    int? EndColumn,
    string AnnotationLevel,
    string Title,
    string Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GitHubJwtHeader))]
[JsonSerializable(typeof(GitHubJwtClaims))]
[JsonSerializable(typeof(GitHubTokenRequest))]
[JsonSerializable(typeof(GitHubInstallationToken))]
[JsonSerializable(typeof(GitHubUser))]
[JsonSerializable(typeof(GitHubPullRequest))]
[JsonSerializable(typeof(GitHubCommentText))]
[JsonSerializable(typeof(GitHubComment[]))]
[JsonSerializable(typeof(GitHubStatus[]))]
[JsonSerializable(typeof(GitHubCheckRuns))]
[JsonSerializable(typeof(GitHubCheckRunForm))]
internal sealed partial class GitHubApiJson : JsonSerializerContext;
