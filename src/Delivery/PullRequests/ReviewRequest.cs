using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>
/// What a pull request is reviewed by: two trees and what the platform says. There is no more: a review fetches nothing,
/// has no secret, and publishes nothing.
/// </summary>
public sealed record ReviewRequest
{
    /// <summary>What the request would be merged into; null: that has no manifests yet.</summary>
    public ManifestTree? Base { get; init; }

    public required ManifestTree Head { get; init; }

    public required CompilerOptions Options { get; init; }

    /// <summary>The commits that the trees were read from.</summary>
    public string? BaseCommit { get; init; }

    public required string HeadCommit { get; init; }

    /// <summary>The message of the head's commit: its trailers may allow what a guard would stop.</summary>
    public string? HeadMessage { get; init; }

    /// <summary>The folder of the repository that holds the manifests; null: all of it.</summary>
    public string? Path { get; init; }

    /// <summary>Which of several reviews of one request this is, such as a channel; letters, digits and dashes.</summary>
    public string Name { get; init; } = "manifests";
}
