using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Sources.Git;
using GatewayPipeline.Delivery.Sources.Git.Credentials;
using GatewayPipeline.Delivery.Sources.Git.Remotes;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>What came of opening a source. Whether it is there is seen when it is used.</summary>
public abstract record SourceOpening
{
    private SourceOpening()
    {
    }

    public sealed record Opened(IManifestSource Source) : SourceOpening;

    public sealed record Refused(string Reason) : SourceOpening;
}

/// <summary>
/// The one place that knows what a source can be called: a folder as it lies, or a git repository at a ref.
/// </summary>
public static class SourceAddress
{
    private const string Ssh = "ssh";

    // One for the process: connections are kept, and nothing is followed, unpacked or remembered.
    private static readonly HttpClient Client =
        new(HttpReader.CreateTransport()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <param name="from">A folder, or a repository: its path or address.</param>
    /// <param name="reference">
    /// A branch, a tag or a commit; null: a repository's head, and of a folder with a working tree what lies in it.
    /// </param>
    /// <param name="path">The folder within the repository; null: all of it.</param>
    /// <param name="environment">Where credentials may be, and the place of the cache.</param>
    /// <param name="credentials">Where they are instead; null: in the environment.</param>
    public static SourceOpening Open(
        string from,
        string? reference,
        string? path,
        Func<string, string?> environment,
        ICredentialSource? credentials = null) =>
        !SubPath.TryParse(path, out var part) ? Refused(from, $"'{OddName.Escape(path ?? "")}' is no path within a repository")
        : reference is not null && !RefName.IsCommit(reference) && RefName.Objection(reference) is { } objection
            ? Refused(from, objection)
        : SchemeOf(from) is { } scheme ? OpenAddress(
            scheme, from, reference, part, environment, credentials ?? new CredentialFinder(environment))
        : OpenLocal(from, reference, part);

    /// <summary>True for what can only be a repository; a folder with a working tree is first of all a folder.</summary>
    public static bool IsRepository(string from) => SchemeOf(from) is not null || IsBareRepository(from);

    /// <summary>What may be shown and recorded of the name of a source: no user, no password.</summary>
    public static string NameOf(string from) =>
        SchemeOf(from) is null ? from
        : !from.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(from, UriKind.Absolute, out var uri)
            ? from[(from.LastIndexOf('@') + 1)..]
        : uri.IsFile ? uri.LocalPath
        : RemoteAddress.NameOf(uri);

    private static SourceOpening OpenAddress(
        string scheme,
        string from,
        string? reference,
        string? path,
        Func<string, string?> environment,
        ICredentialSource credentials)
    {
        switch (scheme)
        {
            case "file" when Uri.TryCreate(from, UriKind.Absolute, out var local) && local.IsFile:
                return new SourceOpening.Opened(
                    new GitSource(new LocalOrigin(local.LocalPath, local.LocalPath), reference, path));
            case "http" or "https":
                return RemoteAddress.TryParse(from, out var address, out var reason)
                    ? new SourceOpening.Opened(
                        OpenRemote(address, reference, path, environment, credentials, RemoteLimits.Default))
                    : Refused(from, reason);
            case Ssh:
                return Refused(
                    from, "git over SSH is not supported: name the repository's https:// address, with a token of its host");
            default:
                return Refused(from, "only folders, file://, http:// and https:// can be read");
        }
    }

    internal static GitSource OpenRemote(
        RemoteAddress address,
        string? reference,
        string? path,
        Func<string, string?> environment,
        ICredentialSource credentials,
        RemoteLimits limits)
    {
        var client = new GitHttpClient(address, Client, credentials, limits);

        return new(new RemoteOrigin(address, client, () => CacheFolder.Choose(environment), limits), reference, path);
    }

    private static SourceOpening OpenLocal(string from, string? reference, string? path) =>
        reference is not null || IsBareRepository(from)
            ? new SourceOpening.Opened(new GitSource(new LocalOrigin(from, from), reference, path))
        : path is null ? new SourceOpening.Opened(new FolderSource(from))
        : Refused(
            from, $"a folder is read as it lies; name {Path.Combine(from, path)}, or a ref to read its repository");

    /// <summary>In lower case; null for a path. What git reads as a host before a colon is SSH.</summary>
    private static string? SchemeOf(string from) =>
        from.IndexOf("://", StringComparison.Ordinal) is > 0 and var end ? from[..end].ToLowerInvariant()
        : from.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon
            && !from.AsSpan(0, colon).Contains('/') && !Path.Exists(from) ? Ssh
        : null;

    // As git itself tells: these three are in every repository, and in nothing else.
    private static bool IsBareRepository(string folder) =>
        File.Exists(Path.Combine(folder, "HEAD"))
        && Directory.Exists(Path.Combine(folder, "objects"))
        && Directory.Exists(Path.Combine(folder, "refs"));

    private static SourceOpening.Refused Refused(string from, string why) =>
        new($"the source '{NameOf(from)}' cannot be opened: {why}");
}
