using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>One state of a source. All of it may be published: no credential is in it.</summary>
public sealed record SourceRevision
{
    /// <summary>A repository's address, or the path of a folder, as it was named.</summary>
    public required string Repository { get; init; }

    /// <summary>In full, as <c>refs/heads/main</c>; null for a folder, and where a commit was named itself.</summary>
    public string? Ref { get; init; }

    /// <summary>The folder within the repository that holds the manifests; null: all of it.</summary>
    public string? Path { get; init; }

    /// <summary>The commit's full id; null for a folder, which is at none.</summary>
    public string? Commit { get; init; }

    /// <summary>As release records state it.</summary>
    public ReleaseSource ToReleaseSource(BundleDigest tree) => new(Repository, Commit, Ref, Path, tree);
}
