using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Text;

/// <summary>One file of the tree, by its path relative to the tree's root with forward slashes.</summary>
public abstract record Manifest(string Path)
{
    /// <summary>A file that could be read: its text, UTF-8 decoded, without a byte order mark.</summary>
    public sealed record Readable(string Path, string Text) : Manifest(Path);

    /// <summary>
    /// A file that should be a manifest and could not be read. Becomes a finding; never silently left out.
    /// </summary>
    public sealed record Unreadable(string Path, UnreadableReason Reason, string Detail = "") : Manifest(Path);
}

/// <summary>Why a file could not be taken as a manifest.</summary>
public enum UnreadableReason
{
    /// <summary>The operating system refused; the detail is its word.</summary>
    Refused,

    /// <summary>Larger than the limit for one file; the detail is its size in bytes.</summary>
    TooLarge,

    /// <summary>Not UTF-8, or it holds NUL bytes; the detail is the offset of the first bad byte.</summary>
    NotText,

    /// <summary>A symbolic link. Links are never followed.</summary>
    Link,

    /// <summary>Another repository, of which git keeps only the address. What is in it is not read.</summary>
    Submodule,

    /// <summary>What git's large file storage leaves in the place of a file.</summary>
    LargeFilePointer,

    /// <summary>A name that is not the same name everywhere; the detail says what is odd about it.</summary>
    OddName,

    /// <summary>Some machines take it for another file; the detail is that file's path.</summary>
    Collision,
}

/// <summary>Everything the compiler is given: files in ordinal order of their paths.</summary>
public sealed record ManifestTree
{
    public const string SuppressionFileName = ".gwpsuppress";

    private const string PlatformMark = "platform:";

    /// <param name="files">In any order; a path is unique.</param>
    /// <param name="name">What findings about the tree as a whole call it.</param>
    public static ManifestTree Of(IEnumerable<Manifest> files, string name = ".")
    {
        var sorted = files.OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToLookup(file => IsSuppressionFile(file) && file is Manifest.Readable);

        return new()
        {
            Name = name,
            Files = [.. sorted[false]],
            SuppressionFiles = [.. sorted[true].OfType<Manifest.Readable>()],
        };
    }

    public required string Name { get; init; }

    public required ImmutableArray<Manifest> Files { get; init; }

    /// <summary>No manifests: what says which findings of their folder are accepted.</summary>
    public ImmutableArray<Manifest.Readable> SuppressionFiles { get; private init; } = [];

    /// <summary>The same tree with files added to it.</summary>
    public ManifestTree With(IEnumerable<Manifest> more) => Of([.. Files, .. SuppressionFiles, .. more], Name);

    /// <summary>The same files under paths that tell them from those of the tenants' tree.</summary>
    public ManifestTree AsPlatform() => Of(
        Files.Select(file => file.Path.StartsWith(PlatformMark, StringComparison.Ordinal)
            ? file
            : file with { Path = PlatformMark + file.Path }),
        Name.StartsWith(PlatformMark, StringComparison.Ordinal) ? Name : PlatformMark + Name);

    /// <summary>How much there is to compile; a file counts as many bytes as its text has in UTF-8.</summary>
    public TreeSize Measure()
    {
        var (largest, all) = (0L, 0L);
        foreach (var file in Files.OfType<Manifest.Readable>())
        {
            var bytes = System.Text.Encoding.UTF8.GetByteCount(file.Text);
            (largest, all) = (Math.Max(largest, bytes), all + bytes);
        }

        return new(Files.Length, largest, all);
    }

    private static bool IsSuppressionFile(Manifest file) =>
        file.Path.AsSpan(file.Path.LastIndexOf('/') + 1) is SuppressionFileName;

    private ManifestTree()
    {
    }
}

/// <summary>The number of files, the bytes of the largest, and the bytes of all.</summary>
public readonly record struct TreeSize(int Files, long LargestFile, long All);
