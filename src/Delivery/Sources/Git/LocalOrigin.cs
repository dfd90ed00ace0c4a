using LibGit2Sharp;

namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>A repository on this machine, bare or with a working tree. It is read where it lies.</summary>
internal sealed class LocalOrigin(string name, string folder) : GitOrigin
{
    public override string Name => name;

    public override Task<FoundRef> FindAsync(string? reference, CancellationToken cancellation) =>
        OpenAsync(repository => Find(repository, reference), cancellation);

    public override Task<T?> WithCommitAsync<T>(
        SourceRevision revision, Func<Repository, Commit, T> use, CancellationToken cancellation)
        where T : class =>
        OpenAsync(
            repository => repository.Lookup<Commit>(revision.Commit) is { } commit ? use(repository, commit) : null,
            cancellation);

    public override Task<Ancestry> WithHistoryAsync(
        string commit, Func<Repository, Ancestry> use, CancellationToken cancellation) => OpenAsync(use, cancellation);

    private static FoundRef Find(Repository repository, string? reference)
    {
        if (reference is null or RefName.Head)
        {
            return repository.Head.Tip is { } tip
                ? new FoundRef.At(repository.Info.IsHeadDetached ? null : repository.Head.CanonicalName, tip.Sha)
                : new FoundRef.Missing("it has no commit yet");
        }

        if (RefName.IsCommit(reference))
        {
            return repository.Lookup<Commit>(reference) is not null
                ? new FoundRef.At(Name: null, reference)
                : new FoundRef.Missing($"it has no commit {reference}");
        }

        try
        {
            return FoundRef.Choose(reference, full => Follow(repository, full));
        }
        catch (Exception exception) when (exception is PeelException or InvalidSpecificationException)
        {
            return new FoundRef.Refused($"'{reference}' does not lead to a commit");
        }
    }

    private static string? Follow(Repository repository, string full)
    {
        var target = repository.Refs[full]?.ResolveToDirectReference()?.Target;

        return target is null ? null : target.Peel<Commit>().Sha;
    }

    // The library blocks; whoever asks should not.
    private Task<T> OpenAsync<T>(Func<Repository, T> use, CancellationToken cancellation) =>
        Task.Run(() => Open(use), cancellation);

    private T Open<T>(Func<Repository, T> use)
    {
        try
        {
            using var repository = GitLibrary.Open(folder);

            return use(repository);
        }
        catch (RepositoryNotFoundException exception)
        {
            throw new SourceUnavailableException($"{name} is no git repository, bare or with a working tree.", exception);
        }
        catch (Exception exception) when (exception is LibGit2SharpException or DamagedRepositoryException)
        {
            throw new SourceUnavailableException($"The repository {name} cannot be read: {exception.Message}", exception);
        }
    }
}
