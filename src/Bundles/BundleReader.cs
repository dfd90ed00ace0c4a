using System.Collections.Immutable;
using GatewayPipeline.Bundles.Format;

namespace GatewayPipeline.Bundles;

/// <summary>
/// Opens bundles, strictly: it accepts exactly what <see cref="BundleWriter"/> writes (any DEFLATE encoding of it), and
/// answers
/// with a reason, never with an exception, for any other bytes.
/// </summary>
public static class BundleReader
{
    /// <summary>
    /// Opens what was fetched by a signed reference. Length and digest are compared before any parser runs.
    /// </summary>
    public static BundleOpening Open(ReadOnlyMemory<byte> blob, BundleReference expected)
    {
        if (blob.Length != expected.Length)
        {
            return Refuse($"it has {blob.Length} bytes, and {expected.Length} were signed");
        }

        var digest = BundleDigest.Of(blob.Span);

        return digest == expected.Blob
            ? Unpack(blob, digest, expected.ContentDigest)
            : Refuse($"its digest is {digest}, and {expected.Blob} was signed");
    }

    /// <summary>Opens a local file that nobody vouches for: just as strictly, but it may be any bundle.</summary>
    public static BundleOpening Open(ReadOnlyMemory<byte> blob) =>
        Unpack(blob, BundleDigest.Of(blob.Span), expectedContent: null);

    private static BundleOpening Unpack(ReadOnlyMemory<byte> blob, BundleDigest digest, BundleDigest? expectedContent)
    {
        if (blob.Length > Limits.BundleBytes)
        {
            return Refuse($"it has {blob.Length} bytes, and a bundle has at most {Limits.BundleBytes}");
        }

        if (!Gzip.TryDecompress(blob, Limits.BundleContentBytes, out var tar, out var reason))
        {
            return Refuse(reason);
        }

        var content = BundleDigest.Of(tar);
        if (expectedContent is { } expected && content != expected)
        {
            return Refuse($"its content has the digest {content}, and {expected} was signed");
        }

        if (!Tar.TryRead(tar, out var entries, out reason)
            || !TryReadIndex(entries, out var index, out reason)
            || (reason = FindDifference(index, entries[1..])) is not null
            || !TryReadSnapshot(index, entries, out var snapshot, out reason))
        {
            return Refuse(reason);
        }

        return new BundleOpening.Opened(new(blob, new(digest, blob.Length, content), index, snapshot));
    }

    private static bool TryReadIndex(ImmutableArray<TarEntry> entries, out BundleIndex index, out string reason)
    {
        index = IndexJson.Empty;
        if (entries is not [{ Name: BundleFiles.Index, Content: var bytes }, ..])
        {
            reason = $"its first file is not {BundleFiles.Index}";

            return false;
        }

        return IndexJson.TryRead(bytes, out index, out reason);
    }

    /// <summary>
    /// What the index says about the files, compared with the files. Same names in the same order: none missing, none
    /// more.
    /// </summary>
    private static string? FindDifference(BundleIndex index, ImmutableArray<TarEntry> files)
    {
        var named = index.Files.Select(file => file.Path);
        if (!named.SequenceEqual(files.Select(file => file.Name), StringComparer.Ordinal))
        {
            return "its files are not those that its index names";
        }

        for (var i = 0; i < files.Length; i++)
        {
            var (stated, actual) = (index.Files[i], files[i].Content);
            if (stated.Length != actual.Length || stated.Sha256 != BundleDigest.Of(actual.Span).Hex)
            {
                return $"{stated.Path} is not the file that its index describes";
            }
        }

        return null;
    }

    private static bool TryReadSnapshot(
        BundleIndex index, ImmutableArray<TarEntry> entries, out XdsSnapshot snapshot, out string reason)
    {
        snapshot = SnapshotRules.Empty;
        if (!BundleFiles.TryRead(index, entries[1..], out var read, out reason))
        {
            return false;
        }

        var violation = SnapshotRules.FindViolation(read) ?? SnapshotRules.FindExcess(read.Totals);
        if (violation is not null)
        {
            reason = violation;

            return false;
        }

        snapshot = read;

        return true;
    }

    private static BundleOpening.Refused Refuse(string reason) => new(reason);
}
