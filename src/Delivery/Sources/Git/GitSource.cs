using System.Diagnostics;
using GatewayPipeline.Compiler.Text;
using LibGit2Sharp;

namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>A git repository, here or elsewhere, read at one commit from its object store.</summary>
public sealed class GitSource : IManifestSource
{
    private readonly GitOrigin origin;
    private readonly string? reference;
    private readonly string? path;

    internal GitSource(GitOrigin origin, string? reference, string? path) =>
        (this.origin, this.reference, this.path) = (origin, reference, path);

    public async Task<SourceResolution> ResolveAsync(CancellationToken cancellation) =>
        await origin.FindAsync(reference, cancellation) switch
        {
            FoundRef.At at => new SourceResolution.Resolved(
                new() { Repository = origin.Name, Ref = at.Name, Path = path, Commit = at.Commit }),
            FoundRef.Missing missing => new SourceResolution.Missing($"{origin.Name}: {missing.Reason}"),
            FoundRef.Refused refused => new SourceResolution.Refused($"{origin.Name}: {refused.Reason}"),
            _ => throw new UnreachableException(),
        };

    public async Task<SourceReading> ReadAsync(SourceRevision revision, CancellationToken cancellation) =>
        revision.Commit is not { } id || !RefName.IsCommit(id)
            ? new SourceReading.Refused($"{origin.Name}: the revision names no commit")
            : await origin.WithCommitAsync(
                revision, (repository, commit) => Read(repository, commit, revision, cancellation), cancellation)
                ?? new SourceReading.Missing($"{origin.Name}: commit {id} is not to be had");

    public async Task<Ancestry> FindAncestryAsync(
        string olderCommit, string newerCommit, CancellationToken cancellation)
    {
        if (!RefName.IsCommit(olderCommit) || !RefName.IsCommit(newerCommit))
        {
            return Ancestry.Unknown;
        }

        return olderCommit == newerCommit
            ? Ancestry.Ancestor
            : await origin.WithHistoryAsync(
                newerCommit, repository => Compare(repository, olderCommit, newerCommit), cancellation);
    }

    private SourceReading Read(
        Repository repository, Commit commit, SourceRevision revision, CancellationToken cancellation)
    {
        var root = GitEntry.Root(repository, TreeOf(commit));
        if (!SubPath.TryFind(root, revision.Path, out var folder, out var reason))
        {
            return new SourceReading.Refused($"{origin.Name} at {commit.Sha}: {reason}");
        }

        var digest = new TreeDigest();
        var files = new TreeWalk(folder, WalkLimits.Default, digest, cancellation).ReadAll();

        return new SourceReading.Read
        {
            Tree = ManifestTree.Of(files.Select(file => Under(revision.Path, file)), revision.Path ?? "."),
            TreeDigest = digest.Finish(),
            CommittedAt = commit.Committer.When,
            Message = commit.Message,
        };
    }

    private static ObjectId TreeOf(Commit commit)
    {
        try
        {
            return commit.Tree?.Id ?? throw new DamagedRepositoryException($"the tree of commit {commit.Sha} is missing");
        }
        catch (LibGit2SharpException exception)
        {
            throw new DamagedRepositoryException(
                $"the tree of commit {commit.Sha} cannot be read: {exception.Message}", exception);
        }
    }

    private static Manifest Under(string? path, Manifest file) =>
        path is null ? file : file with { Path = $"{path}/{file.Path}" };

    private static Ancestry Compare(Repository repository, string olderCommit, string newerCommit)
    {
        var (older, newer) = (repository.Lookup<Commit>(olderCommit), repository.Lookup<Commit>(newerCommit));
        if (newer is null)
        {
            return Ancestry.Unknown;
        }

        // What is not there is not behind a commit whose whole history is; where it is cut off, nothing is known.
        return older is not null && repository.ObjectDatabase.FindMergeBase(older, newer)?.Sha == olderCommit
            ? Ancestry.Ancestor
            : repository.Info.IsShallow ? Ancestry.Unknown : Ancestry.Diverged;
    }
}
