using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.GitLab;

// Of https://docs.gitlab.com/api/ (commits, merge_requests, notes, discussions), what is sent and read.
internal sealed record GitLabUser(long? Id);

internal sealed record GitLabStatusForm(string State, string Name, string Description);

/// <param name="Status">What it is set by as <c>state</c>.</param>
internal sealed record GitLabStatus(long Id, string? Status, string? Name, string? Description);

internal sealed record GitLabMergeRequestState(string? Sha, GitLabDiffRefs? DiffRefs);

internal sealed record GitLabDiffRefs(string? BaseSha, string? HeadSha, string? StartSha);

internal sealed record GitLabDiscussion(string Id, ImmutableArray<GitLabNote> Notes);

internal sealed record GitLabNote(
    long Id, string? Body, GitLabUser? Author, bool? Resolvable, bool? Resolved, GitLabUser? ResolvedBy);

internal sealed record GitLabNoteText(string Body);

internal sealed record GitLabDiscussionForm(string Body, GitLabPosition Position);

internal sealed record GitLabPosition(
    string PositionType, string BaseSha, string StartSha, string HeadSha, string NewPath, string OldPath, int NewLine);

internal sealed record GitLabResolution(bool Resolved);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GitLabUser))]
[JsonSerializable(typeof(GitLabStatusForm))]
[JsonSerializable(typeof(GitLabStatus[]))]
[JsonSerializable(typeof(GitLabMergeRequestState))]
[JsonSerializable(typeof(GitLabDiscussion[]))]
[JsonSerializable(typeof(GitLabNoteText))]
[JsonSerializable(typeof(GitLabDiscussionForm))]
[JsonSerializable(typeof(GitLabResolution))]
internal sealed partial class GitLabApiJson : JsonSerializerContext;
