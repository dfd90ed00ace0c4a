using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// A folder as it lies, one file, or some bytes as a tree of manifests. Whatever is in a folder, there is an answer:
/// what should be a manifest and cannot be read is in the tree as such.
/// </summary>
/// <param name="path">A folder or a file.</param>
public sealed class FolderSource(string path) : IManifestSource
{
    public const string IgnoreFileName = ".gwpignore";

    public Task<SourceResolution> ResolveAsync(CancellationToken cancellation) =>
        Task.FromResult<SourceResolution>(
            Directory.Exists(path) || File.Exists(path)
                ? new SourceResolution.Resolved(new() { Repository = path })
                : new SourceResolution.Missing(NotThere(path)));

    public Task<SourceReading> ReadAsync(SourceRevision revision, CancellationToken cancellation)
    {
        try
        {
            var digest = new TreeDigest();
            var tree = Read(path, digest, cancellation);

            return Task.FromResult<SourceReading>(new SourceReading.Read { Tree = tree, TreeDigest = digest.Finish() });
        }
        catch (SourceMissingException exception)
        {
            return Task.FromResult<SourceReading>(new SourceReading.Missing(exception.Message));
        }
    }

    /// <summary>A folder has no history.</summary>
    public Task<Ancestry> FindAncestryAsync(string olderCommit, string newerCommit, CancellationToken cancellation) =>
        Task.FromResult(Ancestry.Unknown);

    /// <exception cref="SourceMissingException">There is no such file or folder.</exception>
    public static ManifestTree Read(string path, CancellationToken cancellation) =>
        Read(path, digest: null, cancellation);

    /// <summary>A tree of one manifest that has no file: what came over standard input.</summary>
    public static ManifestTree FromBytes(string name, ReadOnlySpan<byte> bytes) =>
        ManifestTree.Of([ManifestFile.Decode(name, bytes)]);

    /// <summary>Files of these names are taken for manifests.</summary>
    public static bool IsManifestName(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal)
        || name.EndsWith(".yml", StringComparison.Ordinal)
        || name.EndsWith(".json", StringComparison.Ordinal);

    private static ManifestTree Read(string path, TreeDigest? digest, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            return ManifestTree.Of(
                new TreeWalk(FolderEntry.Root(path), WalkLimits.Default, digest, cancellation).ReadAll());
        }

        var content = File.Exists(path) ? FolderEntry.File(path).Read() : new FileContent.Gone();
        if (content is FileContent.Bytes read)
        {
            digest?.Add(Path.GetFileName(path), read.IsExecutable, read.Content.Span);
        }

        return ManifestFile.Of(Path.GetFileName(path), content) is { } manifest
            ? ManifestTree.Of([manifest])
            : throw new SourceMissingException(NotThere(path));
    }

    private static string NotThere(string path) => $"There is no file or folder {path}.";
}
