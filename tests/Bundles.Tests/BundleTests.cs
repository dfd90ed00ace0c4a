using System.IO.Compression;
using CsCheck;

namespace GatewayPipeline.Bundles.Tests;

public sealed class BundleTests
{
    private static readonly Bundle Small = BundleWriter.Pack(Snapshots.Small);

    [Fact]
    public void Opens_what_was_packed()
    {
        var opened = Assert.IsType<BundleOpening.Opened>(BundleReader.Open(Small.Bytes, Small.Reference)).Bundle;

        Snapshots.AssertSame(Snapshots.Small, opened.Snapshot);
        Assert.Equal(Small.Reference, opened.Reference);
        Assert.Equal(Small.ContentDigest, opened.ContentDigest);
        Assert.Equal(
            ["bootstrap.json", "static.pb", "xds/clusters.pb", "xds/listeners.pb", "xds/routes.pb"],
            opened.Index.Files.Select(file => file.Path));
    }

    [Fact]
    public void Packs_and_opens_any_snapshot() => Snapshots.Any.Sample(snapshot =>
    {
        var packed = BundleWriter.Pack(snapshot);
        var opened = Assert.IsType<BundleOpening.Opened>(BundleReader.Open(packed.Bytes, packed.Reference)).Bundle;

        Snapshots.AssertSame(snapshot, opened.Snapshot);
        Assert.Equal(packed.ContentDigest, BundleWriter.Pack(opened.Snapshot).ContentDigest);
    }, iter: 300);

    /// <summary>
    /// The alarm for an accidental change of the format: a bundle that was signed once must have this digest for ever.
    /// </summary>
    [Fact]
    public void The_content_of_a_known_snapshot_has_the_known_digest() => Assert.Equal(
        "24296b8ff0d4cbf95abc0daf625a066e48293bdb24f66c15f5e2fe9b455390a5",
        Small.ContentDigest.Hex);

    [Fact]
    public void Refuses_every_flipped_byte_with_and_without_a_reference()
    {
        var bytes = Small.Bytes.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                Assert.IsType<BundleOpening.Refused>(BundleReader.Open(bytes, Small.Reference));

                // DEFLATE can say the same in several ways (one run of zeros or another): then the content is the same
                // to the bit.
                Assert.True(
                    BundleReader.Open(bytes) is BundleOpening.Refused || ContentOf(bytes) == Small.ContentDigest,
                    $"bit {bit} of byte {i} of {bytes.Length} was flipped, and the bundle opened with other content");
                bytes[i] ^= (byte)(1 << bit);
            }
        }
    }

    private static BundleDigest ContentOf(byte[] bytes) =>
        Assert.IsType<BundleOpening.Opened>(BundleReader.Open(bytes)).Bundle.ContentDigest;

    [Fact]
    public void Refuses_every_truncation()
    {
        for (var length = 0; length < Small.Bytes.Length; length++)
        {
            Assert.IsType<BundleOpening.Refused>(BundleReader.Open(Small.Bytes[..length], Small.Reference));
            Assert.IsType<BundleOpening.Refused>(BundleReader.Open(Small.Bytes[..length]));
        }
    }

    [Fact]
    public void Refuses_bytes_after_the_end()
    {
        byte[][] tails =
            [[0], [1], new byte[512], [0x1f, 0x8b], Small.Bytes.ToArray(), [.. Small.Bytes.ToArray()[^8..]]];

        Assert.All(tails, tail =>
            Assert.IsType<BundleOpening.Refused>(BundleReader.Open((byte[])[.. Small.Bytes.Span, .. tail])));
    }

    [Fact]
    public void Refuses_the_content_of_another_bundle_under_its_own_blob_digest()
    {
        var reference = Small.Reference with { ContentDigest = BundleDigest.Of("another"u8) };

        var refused = Assert.IsType<BundleOpening.Refused>(BundleReader.Open(Small.Bytes, reference));

        Assert.Contains("content", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_of_length_and_digest_is_wrong()
    {
        Assert.Contains(
            "bytes", Reason(Small.Reference with { Length = Small.Reference.Length + 1 }), StringComparison.Ordinal);
        Assert.Contains(
            "digest", Reason(Small.Reference with { Blob = BundleDigest.Of([]) }), StringComparison.Ordinal);

        static string Reason(BundleReference reference) =>
            Assert.IsType<BundleOpening.Refused>(BundleReader.Open(Small.Bytes, reference)).Reason;
    }

    [Fact]
    public void Never_throws_for_arbitrary_bytes() => Gen.Byte.Array[0, 4000].Sample(
        bytes => Assert.IsType<BundleOpening.Refused>(BundleReader.Open(bytes)), iter: 2000);

    [Fact]
    public void Opens_content_that_was_compressed_in_another_way()
    {
        var recompressed = Archives.Gzip(Archives.TarOf(Small), CompressionLevel.SmallestSize);

        var opened = Assert.IsType<BundleOpening.Opened>(BundleReader.Open(recompressed)).Bundle;

        Assert.Equal(Small.ContentDigest, opened.ContentDigest);
        Assert.NotEqual(Small.Reference.Blob, opened.Reference.Blob);
    }

    [Fact]
    public void Refuses_a_bomb_before_it_takes_memory()
    {
        var bomb = Archives.Gzip(new byte[Limits.BundleContentBytes + 512], CompressionLevel.Optimal);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.IsType<BundleOpening.Refused>(BundleReader.Open(bomb));

        Assert.Contains("claims", refused.Reason, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Refuses_a_bomb_whose_trailer_lies()
    {
        var bomb = Archives.Gzip(new byte[64 << 20], CompressionLevel.Optimal);
        bomb.AsSpan()[^4..].Clear();
        bomb[^3] = 4;

        Assert.IsType<BundleOpening.Refused>(BundleReader.Open(bomb));
    }
}
