using System.Collections.Immutable;
using System.Text;
using GatewayPipeline.Bundles.Format;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>A bundle with one thing wrong. Unless that is the matter, its digests are the signed ones.</summary>
internal sealed record BadBundle(string Name, string Shows, byte[] Tar, byte[] Blob, BundleReference? Signed = null);

/// <summary>Everything that a reader has to notice, each in a bundle that is right otherwise.</summary>
internal static class BadBundles
{
    private const int Block = 512;
    private static readonly byte[] Good = BundleVectors.TarOf(Snapshots.Small);
    private static readonly byte[] GoodBlob = VectorFiles.Gzip(Good);
    private static readonly ImmutableArray<TarEntry> Entries = EntriesOf(Good);

    public static ImmutableArray<BadBundle> Make() =>
        [.. Signed(), .. Wrapped(), .. Archived(), .. Headers(), .. Indexed(), .. BadContents.Make(Entries)];

    internal static BadBundle OfTar(string name, string shows, byte[] tar) =>
        new(name, shows, tar, VectorFiles.Gzip(tar));

    private static IEnumerable<BadBundle> Signed()
    {
        var signed = new BundleReference(BundleDigest.Of(GoodBlob), GoodBlob.Length, BundleDigest.Of(Good));
        var other = BundleDigest.Of("another"u8);

        yield return new("length", "one byte more was signed", Good, GoodBlob, signed with
        {
            Length = signed.Length + 1,
        });
        yield return new("blob-digest", "another blob was signed", Good, GoodBlob, signed with { Blob = other });
        yield return new("content-digest", "the blob was signed, but for another content", Good, GoodBlob, signed with
        {
            ContentDigest = other,
        });
    }

    private static IEnumerable<BadBundle> Wrapped()
    {
        yield return Wrap("no-bytes", "no bytes at all", []);
        yield return Wrap("no-gzip", "the tar as it is", Good);
        yield return Wrap("gzip-time", "a time in the gzip header", Changed(4, 1));
        yield return Wrap("gzip-name", "the flag of a file name in the gzip header", Changed(3, 8));
        yield return Wrap("gzip-cut", "the last byte is missing", GoodBlob[..^1]);
        yield return Wrap("deflate-cut", "a byte before the trailer is missing", [.. GoodBlob[..^9], .. GoodBlob[^8..]]);
        yield return Wrap("gzip-more", "a byte after the trailer", [.. GoodBlob, 0]);
        yield return Wrap("gzip-twice", "a second gzip member", [.. GoodBlob, .. VectorFiles.Gzip([0])]);
        yield return Wrap("gzip-checksum", "the CRC-32 is that of other bytes", Changed(GoodBlob.Length - 8, 0xff));
        yield return Wrap("gzip-length", "the trailer claims one byte more", Changed(GoodBlob.Length - 4, 1));
        yield return Wrap(
            "gzip-bomb", "the trailer claims 4 GiB", [.. GoodBlob[..^4], 0xff, 0xff, 0xff, 0xff]);

        static BadBundle Wrap(string name, string shows, byte[] blob) => new(name, shows, Good, blob);

        static byte[] Changed(int at, byte by)
        {
            var blob = GoodBlob.ToArray();
            blob[at] ^= by;

            return blob;
        }
    }

    private static IEnumerable<BadBundle> Archived()
    {
        var last = Entries[^1];
        var padding = Good.ToArray();
        padding[^(2 * Block + 1)] = 1;

        yield return OfTar("tar-cut", "the archive ends after the last file", Good[..^(2 * Block)]);
        yield return OfTar("tar-one-zero-block", "one block of zeros at the end", Good[..^Block]);
        yield return OfTar("tar-more-zeros", "three blocks of zeros at the end", [.. Good, .. new byte[Block]]);
        yield return OfTar("tar-padding", "a byte in the padding of a file", padding);
        yield return OfTar("file-more", "a file that the index does not name",
            Tar.Write([.. Entries, new("zzz", "x"u8.ToArray())]));
        yield return OfTar("file-missing", "a file of the index is missing", Tar.Write([.. Entries[..^1]]));
        yield return OfTar("file-twice", "a file comes twice", Tar.Write([.. Entries, last]));
        yield return OfTar("file-renamed", "a file has another name than in the index",
            Tar.Write([.. Entries[..^1], new("xds/route.pb", last.Content)]));
        yield return OfTar("files-reordered", "the files stand in another order",
            Tar.Write([Entries[0], .. Entries[1..].Reverse()]));
        yield return OfTar("index-last", "the index is not the first file", Tar.Write([.. Entries[1..], Entries[0]]));
        yield return OfTar("file-changed", "a file is not the one whose digest is in the index",
            Tar.Write(Entries.SetItem(1, new(Entries[1].Name, new byte[Entries[1].Content.Length]))));
    }

    private static IEnumerable<BadBundle> Headers()
    {
        yield return Header("tar-symlink", "a symbolic link", 156, "2");
        yield return Header("tar-pipe", "a pipe", 156, "6");
        yield return Header("tar-pax", "a pax header", 156, "x");
        yield return Header("tar-mode", "mode 0644", 100, "0000644");
        yield return Header("tar-time", "a time", 136, "00000000001");
        yield return Header("tar-owner", "an owner's name", 265, "root");
        yield return Header("tar-way-out", "a name with two dots", 0, "../bootstrap.json");
        yield return Header("tar-absolute", "an absolute name", 0, "/bootstrap.json");
        yield return Header("tar-hidden", "bytes behind the NUL that ends the name", 30, "hidden");
        yield return Header("tar-size", "a size beyond the end of the archive", 124, "77777777777");

        var checksum = Good.ToArray();
        checksum[Second + 148] ^= 1;
        yield return OfTar("tar-checksum", "a header's checksum is another", checksum);
    }

    private static IEnumerable<BadBundle> Indexed()
    {
        yield return Index("index-format", "a format that is not there yet", "\"format\":1", "\"format\":2");
        yield return Index("index-space", "white space", "\"format\":1", "\"format\": 1");
        yield return Index("index-member-twice", "a member twice", "\"format\":1", "\"format\":1,\"format\":1");
        yield return Index("index-member-more", "a member that format 1 does not know",
            "\"format\":1", "\"format\":1,\"more\":true");
        yield return Index("index-member-missing", "no ports", "\"ports\":[80,443],", "");
        yield return Index("index-escape", "an escape where none is needed", "http.80", "http\\u002e80");
        yield return Index("index-ports", "ports out of order", "[80,443]", "[443,80]");
        yield return Index("index-routes", "one route over the limit", "\"routes\":1", "\"routes\":500001");
    }

    private static int Second => Block + (Entries[0].Content.Length + Block - 1) / Block * Block;

    private static BadBundle Header(string name, string shows, int offset, string bytes)
    {
        var tar = Good.ToArray();
        var header = tar.AsSpan(Second, Block);
        Encoding.ASCII.GetBytes(bytes).CopyTo(header[offset..]);
        Archives.WriteChecksum(header);

        return OfTar(name, shows, tar);
    }

    private static BadBundle Index(string name, string shows, string written, string instead)
    {
        var index = Encoding.UTF8.GetString(Entries[0].Content.Span);
        var changed = index.Replace(written, instead, StringComparison.Ordinal);
        Assert.NotEqual(index, changed);

        return OfTar(
            name, shows, Tar.Write(Entries.SetItem(0, new("index.json", Encoding.UTF8.GetBytes(changed)))));
    }

    private static ImmutableArray<TarEntry> EntriesOf(byte[] tar) =>
        Tar.TryRead(tar, out var entries, out _) ? entries : throw new InvalidDataException("no bundle to spoil");
}
