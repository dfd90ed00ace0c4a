using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// Reads a folder, one file, or some bytes as a tree of manifests. Whatever is in a folder, there is an answer: what
/// should be a
/// manifest and cannot be read is in the tree as such.
/// </summary>
public static class FolderSource
{
    public const string IgnoreFileName = ".gwpignore";

    /// <exception cref="SourceMissingException">There is no such file or folder.</exception>
    public static ManifestTree Read(string path, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            return ManifestTree.Of(new FolderWalk(path, Limits.TreeBytes, Limits.TreeFiles, cancellation).ReadAll());
        }

        return File.Exists(path) && ManifestFile.TryRead(path, Path.GetFileName(path), out _) is { } manifest
            ? ManifestTree.Of([manifest])
            : throw new SourceMissingException($"There is no file or folder {path}.");
    }

    /// <summary>A tree of one manifest that has no file: what came over standard input.</summary>
    public static ManifestTree FromBytes(string name, ReadOnlySpan<byte> bytes) =>
        ManifestTree.Of([ManifestFile.Decode(name, bytes)]);

    /// <summary>Files of these names are taken for manifests.</summary>
    public static bool IsManifestName(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal)
        || name.EndsWith(".yml", StringComparison.Ordinal)
        || name.EndsWith(".json", StringComparison.Ordinal);
}

/// <summary>What should be read is not there at all.</summary>
public sealed class SourceMissingException : IOException
{
    public SourceMissingException()
    {
    }

    public SourceMissingException(string message)
        : base(message)
    {
    }

    public SourceMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
