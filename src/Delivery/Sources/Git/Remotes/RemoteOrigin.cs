using LibGit2Sharp;

namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>
/// A repository on a web server. One commit is fetched without its history where the server can do that; the history
/// only when it is asked for.
/// </summary>
internal sealed class RemoteOrigin(RemoteAddress address, GitHttpClient client, Func<string> cache, RemoteLimits limits)
    : GitOrigin
{
    private const string Remote = "origin";

    public override string Name => address.Name;

    public override Task<FoundRef> FindAsync(string? reference, CancellationToken cancellation) => InTimeAsync(
        async ending =>
        {
            if (reference is not null && RefName.IsCommit(reference))
            {
                return new FoundRef.At(Name: null, reference);
            }

            var refs = await ListAsync(ending);

            return reference is null or RefName.Head ? HeadOf(refs) : FoundRef.Choose(reference, refs.Find);
        },
        cancellation);

    public override Task<T?> WithCommitAsync<T>(
        SourceRevision revision, Func<Repository, Commit, T> use, CancellationToken cancellation)
        where T : class => InTimeAsync(
        async ending =>
        {
            var commit = revision.Commit ?? "";
            using var place = await RepositoryCache.EnterAsync(cache(), Name, ending);

            return TryUse(place.History, commit, use)
                ?? TryUse(place.Snapshot(commit), commit, use)
                ?? (await TryFetchAsync(place, commit, ending)
                    ? Use(place.Snapshot(commit), commit, use)
                    : null);
        },
        cancellation);

    public override Task<Ancestry> WithHistoryAsync(
        string commit, Func<Repository, Ancestry> use, CancellationToken cancellation) => InTimeAsync(
        async ending =>
        {
            using var place = await RepositoryCache.EnterAsync(cache(), Name, ending);
            var known = TryUse(place.History, commit, (repository, _) => new Box(use(repository)));
            if (known is not null)
            {
                return known.Ancestry;
            }

            return await TryFetchHistoryAsync(place.History, commit, ending)
                ? Use(place.History, commit, (repository, _) => new Box(use(repository)))?.Ancestry ?? Ancestry.Unknown
                : Ancestry.Unknown;
        },
        cancellation);

    private static FoundRef HeadOf(RefAdvertisement refs) =>
        refs.HeadRef is { } name && refs.Find(name) is { } tip ? new FoundRef.At(name, tip)
        : refs.Find(RefName.Head) is { } detached ? new FoundRef.At(Name: null, detached)
        : new FoundRef.Missing("it has no commit yet, or its head is a branch that is not there");

    private async Task<RefAdvertisement> ListAsync(CancellationToken cancellation)
    {
        var refs = await client.ListAsync(cancellation);

        return refs.HasForeignIds
            ? throw client.Unavailable("names its commits by SHA-256, which the git library cannot read")
            : refs;
    }

    /// <summary>False: the server does not have the commit, or does not give it away.</summary>
    private async Task<bool> TryFetchAsync(RepositoryCache place, string commit, CancellationToken cancellation)
    {
        var refs = await ListAsync(cancellation);
        var begun = place.Begin();
        var options = new CloneOptions
        {
            IsBare = true,
            Checkout = false,
            FetchOptions = { TagFetchMode = TagFetchMode.None, Depth = refs.CanBeShallow ? 1 : 0 },
        };
        var fetched = await RunAsync(
            refs, commit, () => Repository.Clone(FetchTransport.Address, begun, options), cancellation);
        if (fetched)
        {
            place.Finish(begun, place.Snapshot(commit));
        }

        return fetched;
    }

    private async Task<bool> TryFetchHistoryAsync(string history, string commit, CancellationToken cancellation)
    {
        var refs = await ListAsync(cancellation);
        var options = new FetchOptions { TagFetchMode = TagFetchMode.None };
        try
        {
            return await RunAsync(refs, commit, () => Fetch(history, options), cancellation);
        }
        catch (SourceUnavailableException exception)
            when (exception.InnerException is LibGit2SharpException && Directory.Exists(history))
        {
            // What was there may be what is broken.
            RepositoryCache.Discard(history);

            return await RunAsync(refs, commit, () => Fetch(history, options), cancellation);
        }
    }

    private static void Fetch(string history, FetchOptions options)
    {
        if (!Repository.IsValid(history))
        {
            RepositoryCache.Discard(history);
            Repository.Init(history, isBare: true);
        }

        using var repository = GitLibrary.Open(history);
        if (repository.Network.Remotes[Remote] is null)
        {
            repository.Network.Remotes.Add(Remote, FetchTransport.Address);
        }

        repository.Network.Fetch(Remote, [$"+{RefAdvertisement.OnlyRef}:{RefAdvertisement.OnlyRef}"], options);
    }

    private async Task<bool> RunAsync(
        RefAdvertisement refs, string commit, Action fetch, CancellationToken cancellation)
    {
        GitLibrary.Prepare();
        var session = new FetchSession(client, refs.Only(commit), limits, cancellation);
        try
        {
            await Task.Run(() => session.Run(fetch), cancellation);

            return true;
        }
        catch (LibGit2SharpException exception)
        {
            // The server went through with it, and said no: to what no ref of it leads to, it may.
            return refs.Names(commit)
                ? throw client.Unavailable($"could not be fetched: {exception.Message}", exception)
                : false;
        }
    }

    /// <summary>Null: it is not there, or it is broken and was given up.</summary>
    private static T? TryUse<T>(string place, string commit, Func<Repository, Commit, T> use)
        where T : class
    {
        if (!Directory.Exists(place))
        {
            return null;
        }

        try
        {
            return Open(place, commit, use);
        }
        catch (Exception exception) when (exception is LibGit2SharpException or DamagedRepositoryException)
        {
            RepositoryCache.Discard(place);

            return null;
        }
    }

    private T? Use<T>(string place, string commit, Func<Repository, Commit, T> use)
        where T : class
    {
        try
        {
            return Open(place, commit, use);
        }
        catch (Exception exception) when (exception is LibGit2SharpException or DamagedRepositoryException)
        {
            RepositoryCache.Discard(place);
            throw client.Unavailable($"sent a commit that cannot be read: {exception.Message}", exception);
        }
    }

    private static T? Open<T>(string place, string commit, Func<Repository, Commit, T> use)
        where T : class
    {
        using var repository = GitLibrary.Open(place);

        return repository.Lookup<Commit>(commit) is { } found ? use(repository, found) : null;
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limits.Deadline);
        try
        {
            return await work(deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw client.Unavailable(
                $"could not be read within {limits.Deadline.TotalSeconds:0.#} s", exception);
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not SourceUnavailableException)
        {
            throw client.Unavailable($"cannot be kept in the cache: {exception.Message}", exception);
        }
    }

    private sealed record Box(Ancestry Ancestry);
}
