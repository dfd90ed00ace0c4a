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
    private const string Name = "bundle";

    /// <summary>
    /// Opens what was fetched by a signed reference. Length and digest are compared before any parser runs.
    /// </summary>
    public static BundleOpening Open(
        ReadOnlyMemory<byte> blob, BundleReference expected, CheckBegins? begins = null)
    {
        begins?.Invoke(Name, "length");
        if (blob.Length != expected.Length)
        {
            return Refuse($"it has {blob.Length} bytes, and {expected.Length} were signed");
        }

        begins?.Invoke(Name, "digest of the file");
        var digest = BundleDigest.Of(blob.Span);

        return digest == expected.Blob
            ? Unpack(blob, digest, expected.ContentDigest, begins)
            : Refuse($"its digest is {digest}, and {expected.Blob} was signed");
    }

    /// <summary>Opens a local file that nobody vouches for: just as strictly, but it may be any bundle.</summary>
    public static BundleOpening Open(ReadOnlyMemory<byte> blob) =>
        Unpack(blob, BundleDigest.Of(blob.Span), expectedContent: null, begins: null);

    private static BundleOpening Unpack(
        ReadOnlyMemory<byte> blob, BundleDigest digest, BundleDigest? expectedContent, CheckBegins? begins)
    {
        if (blob.Length > Limits.BundleBytes)
        {
            return Refuse($"it has {blob.Length} bytes, and a bundle has at most {Limits.BundleBytes}");
        }

        begins?.Invoke(Name, "one gzip stream, of the length and checksum that it claims");
        if (!Gzip.TryDecompress(blob, Limits.BundleContentBytes, out var tar, out var reason))
        {
            return Refuse(reason);
        }

        begins?.Invoke(Name, "digest of the content");
        var content = BundleDigest.Of(tar);
        if (expectedContent is { } expected && content != expected)
        {
            return Refuse($"its content has the digest {content}, and {expected} was signed");
        }

        return TryReadContent(tar, out var index, out var snapshot, out reason, begins)
            ? new BundleOpening.Opened(new(blob, new(digest, blob.Length, content), index, snapshot))
            : Refuse(reason);
    }

    private static bool TryReadContent(
        byte[] tar, out BundleIndex index, out XdsSnapshot snapshot, out string reason, CheckBegins? begins)
    {
        (index, snapshot) = (IndexJson.Empty, SnapshotRules.Empty);
        begins?.Invoke(Name, "every header of the tar");
        if (!Tar.TryRead(tar, out var entries, out reason))
        {
            return false;
        }

        begins?.Invoke(Name, "index.json comes first, in its one form");
        if (!TryReadIndex(entries, out index, out reason))
        {
            return false;
        }

        begins?.Invoke(Name, "names, lengths and digests of all files as the index says");
        if (FindDifference(index, entries[1..]) is { } difference)
        {
            reason = difference;

            return false;
        }

        return TryReadSnapshot(index, entries, out snapshot, out reason, begins);
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
        BundleIndex index,
        ImmutableArray<TarEntry> entries,
        out XdsSnapshot snapshot,
        out string reason,
        CheckBegins? begins)
    {
        snapshot = SnapshotRules.Empty;
        begins?.Invoke(Name, "every resource as the index says");
        if (!BundleFiles.TryRead(index, entries[1..], out var read, out reason))
        {
            return false;
        }

        begins?.Invoke(Name, "totals within the limits");
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
