using GatewayPipeline.Delivery.Sources.Git;

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
    private const string FileScheme = "file://";

    /// <param name="from">A folder, or a repository: its path or address.</param>
    /// <param name="reference">
    /// A branch, a tag or a commit; null: a repository's head, and of a folder with a working tree what lies in it.
    /// </param>
    /// <param name="path">The folder within the repository; null: all of it.</param>
    public static SourceOpening Open(string from, string? reference, string? path)
    {
        if (!SubPath.TryParse(path, out var part))
        {
            return Refused(from, $"'{OddName.Escape(path ?? "")}' is no path within a repository");
        }

        var isFile = from.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase);
        if (!isFile && LooksRemote(from))
        {
            return Refused(from, "only folders and local repositories can be read yet");
        }

        var folder = isFile && Uri.TryCreate(from, UriKind.Absolute, out var address) ? address.LocalPath : from;
        if (isFile || reference is not null || IsBareRepository(folder))
        {
            return new SourceOpening.Opened(new GitSource(new LocalOrigin(from, folder), reference, part));
        }

        return part is null
            ? new SourceOpening.Opened(new FolderSource(folder))
            : Refused(from, $"a folder is read as it lies; name {Path.Combine(from, part)}, or a ref to read its repository");
    }

    private static bool LooksRemote(string from) => from.Contains("://", StringComparison.Ordinal);

    // As git itself tells: these three are in every repository, and in nothing else.
    private static bool IsBareRepository(string folder) =>
        File.Exists(Path.Combine(folder, "HEAD"))
        && Directory.Exists(Path.Combine(folder, "objects"))
        && Directory.Exists(Path.Combine(folder, "refs"));

    private static SourceOpening.Refused Refused(string from, string why) =>
        new($"the source '{from}' cannot be opened: {why}");
}
