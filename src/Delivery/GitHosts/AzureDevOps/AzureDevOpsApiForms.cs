using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.GitHosts.AzureDevOps;

// Of https://learn.microsoft.com/rest/api/azure/devops/git (version 7.1), what is sent and read.
internal sealed record AzureDevOpsConnection(AzureDevOpsIdentity? AuthenticatedUser);

internal sealed record AzureDevOpsIdentity(string? Id);

internal sealed record AzureDevOpsIterations(ImmutableArray<AzureDevOpsIteration> Value);

internal sealed record AzureDevOpsIteration(int Id, AzureDevOpsCommit? SourceRefCommit);

internal sealed record AzureDevOpsStatuses(ImmutableArray<AzureDevOpsStatus> Value);

internal sealed record AzureDevOpsStatus(
    string? State, string? Description, AzureDevOpsContext? Context, int? IterationId, int? Id = null);

internal sealed record AzureDevOpsContext(string? Name, string? Genre);

internal sealed record AzureDevOpsThreads(ImmutableArray<AzureDevOpsThread> Value);

internal sealed record AzureDevOpsThread(
    int? Id = null,
    ImmutableArray<AzureDevOpsComment>? Comments = null,
    string? Status = null,
    AzureDevOpsThreadContext? ThreadContext = null,
    bool? IsDeleted = null)
{
    /// <summary>What the thread began with.</summary>
    [JsonIgnore]
    public AzureDevOpsComment? First => Comments is { IsDefaultOrEmpty: false } some ? some[0] : null;
}

internal sealed record AzureDevOpsComment(
    int? Id = null,
    string? Content = null,
    string? CommentType = null,
    int? ParentCommentId = null,
    AzureDevOpsIdentity? Author = null,
    bool? IsDeleted = null);

/// <param name="FilePath">From the repository's top, with a slash before it.</param>
internal sealed record AzureDevOpsThreadContext(
    string FilePath, AzureDevOpsPosition RightFileStart, AzureDevOpsPosition RightFileEnd);

internal sealed record AzureDevOpsPosition(int Line, int Offset);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AzureDevOpsConnection))]
[JsonSerializable(typeof(AzureDevOpsIterations))]
[JsonSerializable(typeof(AzureDevOpsStatuses))]
[JsonSerializable(typeof(AzureDevOpsThreads))]
internal sealed partial class AzureDevOpsApiJson : JsonSerializerContext;
