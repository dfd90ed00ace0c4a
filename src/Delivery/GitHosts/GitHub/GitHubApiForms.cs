using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.GitHub;

// Of https://docs.github.com/en/rest (version 2022-11-28), what is sent and read.
internal sealed record GitHubJwtHeader(string Alg, string Typ);

internal sealed record GitHubJwtClaims(long Iat, long Exp, string Iss);

internal sealed record GitHubTokenRequest(ImmutableArray<long> RepositoryIds, GitHubPermissions Permissions);

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

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GitHubJwtHeader))]
[JsonSerializable(typeof(GitHubJwtClaims))]
[JsonSerializable(typeof(GitHubTokenRequest))]
[JsonSerializable(typeof(GitHubInstallationToken))]
internal sealed partial class GitHubApiJson : JsonSerializerContext;
