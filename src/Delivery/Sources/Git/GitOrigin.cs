using LibGit2Sharp;

namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>Where a repository is, and how its refs and objects are come by.</summary>
internal abstract class GitOrigin
{
    /// <summary>As release records name it: without a credential.</summary>
    public abstract string Name { get; }

    /// <param name="reference">A branch, a tag or a commit; null: what the repository has as its head.</param>
    public abstract Task<FoundRef> FindAsync(string? reference, CancellationToken cancellation);

    /// <summary>
    /// Hands over a repository that has the commit with all its files, if the commit can be had. The answer is null if it cannot.
    /// </summary>
    public abstract Task<T?> WithCommitAsync<T>(
        SourceRevision revision, Func<Repository, Commit, T> use, CancellationToken cancellation)
        where T : class;

    /// <summary>Hands over a repository with the history behind a commit.</summary>
    public abstract Task<Ancestry> WithHistoryAsync(
        string commit, Func<Repository, Ancestry> use, CancellationToken cancellation);
}
