using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Provenance;

/// <summary>What a bundle was built from, as SLSA's tools spell it.</summary>
internal static class Dependencies
{
    public const string SourceTree = "source-tree";

    /// <summary>The files of the platform's own source, under the same kind of digest.</summary>
    public const string PlatformTree = "platform-tree";

    /// <summary>Before the name of a namespace that was taken from an older commit.</summary>
    public const string Held = "held";

    /// <summary>
    /// The repository at its commit; and the files that were read, under a digest that does not rest on git's SHA-1.
    /// </summary>
    public static IEnumerable<ResolvedDependency> Of(ReleaseSource source)
    {
        yield return source.Commit is { } commit
            ? new($"git+{AddressOf(source.Repository)}@{source.Ref ?? commit}", new(GitCommit: commit))
            : new(source.Repository);
        if (source.Tree is { } tree)
        {
            yield return new(Digest: new(Sha256: tree.Hex), Name: SourceTree);
        }

        if (source.Platform is { } platform)
        {
            yield return new(Digest: new(Sha256: platform.Hex), Name: PlatformTree);
        }

        foreach (var part in source.Held ?? [])
        {
            yield return new(Digest: new(part.Commit, part.Part.Hex), Name: $"{Held}/{part.Namespace}");
        }
    }

    private static string AddressOf(string repository) =>
        repository.Contains("://", StringComparison.Ordinal) || !Path.IsPathRooted(repository)
            ? repository
            : new UriBuilder(Uri.UriSchemeFile, "") { Path = repository }.Uri.AbsoluteUri;
}
