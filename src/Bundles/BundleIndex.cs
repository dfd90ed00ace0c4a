using System.Collections.Immutable;

namespace GatewayPipeline.Bundles;

/// <summary>A bundle's table of contents: <c>index.json</c>, its first file.</summary>
public sealed record BundleIndex
{
    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Every other file, in ordinal order of the paths.</summary>
    public required ImmutableArray<IndexedFile> Files { get; init; }

    /// <summary>
    /// Every resource in the snapshot's order: the only place where a reader without schemas finds their names.
    /// </summary>
    public required ImmutableArray<IndexedResource> Resources { get; init; }

    public required SnapshotTotals Totals { get; init; }

    public required SnapshotRequirements Requires { get; init; }
}

/// <summary>One file of a bundle; the digest is written as 64 hexadecimal digits.</summary>
public sealed record IndexedFile(string Path, long Length, string Sha256);

/// <summary>One resource of a bundle; the digest is that of the serialized message.</summary>
public sealed record IndexedResource(string TypeUrl, string Name, string Sha256);
