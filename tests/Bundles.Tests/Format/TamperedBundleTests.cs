using System.Collections.Immutable;
using System.Text;
using GatewayPipeline.Bundles.Format;

namespace GatewayPipeline.Bundles.Tests.Format;

/// <summary>
/// Archives that are nearly bundles, each opened as a local file: no signed digest stands in the way of the parser.
/// </summary>
public sealed class TamperedBundleTests
{
    private const int Block = 512;
    private static readonly Bundle Small = BundleWriter.Pack(Snapshots.Small);
    private static readonly ImmutableArray<TarEntry> Entries =
        [.. Archives.Entries(Small).Select(entry => new TarEntry(entry.Name, entry.Content))];

    [Fact]
    public void The_untouched_archive_opens() => Assert.IsType<BundleOpening.Opened>(Open(Tar.Write(Entries)));

    [Fact]
    public void Refuses_files_more_fewer_twice_renamed_or_in_another_order()
    {
        var last = Entries[^1];

        AssertRefused("index", Tar.Write([.. Entries, new("zzz", "x"u8.ToArray())]));
        AssertRefused("index", Tar.Write([.. Entries[..^1]]));
        AssertRefused("index", Tar.Write([.. Entries, last]));
        AssertRefused("index", Tar.Write([.. Entries[..^1], new("xds/route.pb", last.Content)]));
        AssertRefused("index", Tar.Write([Entries[0], .. Entries[1..].Reverse()]));
        AssertRefused("first file", Tar.Write([.. Entries[1..], Entries[0]]));
        AssertRefused("first file", Tar.Write([.. Entries[1..]]));
        AssertRefused("first file", Tar.Write([]));
    }

    [Fact]
    public void Refuses_a_file_that_its_index_describes_otherwise() => Assert.All(
        Enumerable.Range(1, Entries.Length - 1), at =>
        AssertRefused(Entries[at].Name, Tar.Write(Entries.SetItem(at, new(Entries[at].Name, "other"u8.ToArray())))));

    /// <summary>Index and files agree here, and it is still no bundle.</summary>
    [Fact]
    public void Refuses_what_is_consistent_but_no_bundle()
    {
        var response = Entries[^1].Content;

        AssertRefused("no part of a bundle", Rebuild([.. Entries[1..], new("xds/things.pb", response)]));
        AssertRefused("no part of a bundle", Rebuild(
            [.. Entries[1..^1], new("xds/listeners.pb.old", "x"u8.ToArray()), Entries[^1]]));
        AssertRefused("bootstrap.json", Rebuild([.. Entries[2..]]));
        AssertRefused("no file for", Rebuild([.. Entries[1..^1]]));
        AssertRefused("does not hold", Rebuild(
            Entries[1..].SetItem(Entries.Length - 2, new("xds/routes.pb", Entries[^2].Content))));
        AssertRefused("is not the resource", Rebuild(Entries[1..], index => index with
        {
            Resources = index.Resources.SetItem(0, index.Resources[0] with { Sha256 = index.Resources[1].Sha256 }),
        }));
        AssertRefused("not in order", Rebuild(Entries[1..], index => index with
        {
            Resources = index.Resources.SetItem(0, index.Resources[0] with { Name = "z" }),
        }));
        AssertRefused(
            "does not hold", Rebuild(Entries[1..], index => index with { Resources = index.Resources.RemoveAt(0) }));
        AssertRefused("is not the file", Rebuild(Entries[1..], index => index with
        {
            Files = index.Files.SetItem(0, index.Files[0] with { Length = index.Files[0].Length + 1 }),
        }));
    }

    [Theory]
    [InlineData(156, "1", "a hard link")]
    [InlineData(156, "2", "a symbolic link")]
    [InlineData(156, "3", "a device")]
    [InlineData(156, "5", "a folder")]
    [InlineData(156, "6", "a pipe")]
    [InlineData(156, "x", "a pax header")]
    [InlineData(156, "g", "a global pax header")]
    [InlineData(156, "L", "a long name")]
    [InlineData(156, "\0", "an old plain file")]
    [InlineData(157, "target", "a link's target")]
    [InlineData(100, "0000644", "another mode")]
    [InlineData(108, "0000001", "an owner")]
    [InlineData(136, "00000000001", "a time")]
    [InlineData(265, "root", "an owner's name")]
    [InlineData(345, "prefix", "a prefix")]
    [InlineData(30, "hidden", "something after the name's end")]
    [InlineData(124, "-", "a size below zero")]
    [InlineData(124, "77777777777", "a size beyond the end")]
    [InlineData(124, "\u0080", "a size in another base")]
    [InlineData(0, "../bootstrap.json", "a way out")]
    [InlineData(0, "/bootstrap.json", "an absolute name")]
    [InlineData(0, "./bootstrap.json", "a name with a dot")]
    [InlineData(500, "x", "bytes in the reserved end")]
    public void Refuses_headers_other_than_our_own(int offset, string bytes, string what)
    {
        var tar = Tar.Write(Entries);
        var second = Block + (Entries[0].Content.Length + Block - 1) / Block * Block;
        var header = tar.AsSpan(second, Block);
        Encoding.Latin1.GetBytes(bytes).CopyTo(header[offset..]);
        Archives.WriteChecksum(header);

        Assert.True(Open(tar) is BundleOpening.Refused, $"the header said {what}, and the bundle opened");
    }

    [Fact]
    public void Refuses_padding_and_ends_other_than_our_own()
    {
        var tar = Tar.Write(Entries);
        var padding = tar.ToArray();
        padding[^(2 * Block + 1)] = 1;

        AssertRefused("form", padding);
        AssertRefused("cut", [.. tar, .. new byte[Block]]);
        AssertRefused("cut", tar[..^Block]);
        AssertRefused("cut", tar[..^(2 * Block)]);
        AssertRefused("cut", [.. tar, 0]);
        AssertRefused("cut", [.. tar[..^1], 1]);
        AssertRefused("cut", [0]);
    }

    [Fact]
    public void Refuses_a_newer_format_with_a_clear_word()
    {
        var index = Encoding.UTF8.GetString(Entries[0].Content.Span)
            .Replace("\"format\":1", "\"format\":2,\"more\":true", StringComparison.Ordinal);

        var refused =
            AssertRefused("format 2", Tar.Write(Entries.SetItem(0, new("index.json", Encoding.UTF8.GetBytes(index)))));

        Assert.Contains("update it", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format\":1", "\"format\":0")]
    [InlineData("\"format\":1", "\"format\":1,\"format\":1")]
    [InlineData("\"format\":1", "\"format\": 1")]
    [InlineData("\"format\":1", "\"format\":1,\"more\":true")]
    [InlineData("\"format\":1", "\"format\":\"1\"")]
    [InlineData("\"format\":1,", "")]
    [InlineData("\"ports\":[80,443],", "")]
    [InlineData("\"ports\":[80,443]", "\"ports\":[443,80]")]
    [InlineData("\"ports\":[80,443]", "\"ports\":[80,80]")]
    [InlineData("\"ports\":[80,443]", "\"ports\":[0]")]
    [InlineData("\"ports\":[80,443]", "\"ports\":[65536]")]
    [InlineData("\"ports\":[80,443]", "\"ports\":null")]
    [InlineData("\"minEnvoy\":\"1.36\"", "\"minEnvoy\":null")]
    [InlineData("\"minEnvoy\":\"1.36\"", "\"minEnvoy\":\"\\ud800\"")]
    [InlineData("\"routes\":1", "\"routes\":-1")]
    [InlineData("\"routes\":1", "\"routes\":500001")]
    [InlineData("\"hosts\":1", "\"hosts\":100001")]
    [InlineData("http.80", "http\\u002e80")]
    public void Refuses_an_index_that_is_written_otherwise(string written, string instead)
    {
        var index = Encoding.UTF8.GetString(Entries[0].Content.Span);
        Assert.Contains(written, index, StringComparison.Ordinal);
        var changed = index.Replace(written, instead, StringComparison.Ordinal);

        Assert.IsType<BundleOpening.Refused>(
            Open(Tar.Write(Entries.SetItem(0, new("index.json", Encoding.UTF8.GetBytes(changed))))));
    }

    [Fact]
    public void Accepts_totals_at_their_limits()
    {
        var index = Encoding.UTF8.GetString(Entries[0].Content.Span)
            .Replace("\"routes\":1", "\"routes\":500000", StringComparison.Ordinal)
            .Replace("\"hosts\":1", "\"hosts\":100000", StringComparison.Ordinal);

        Assert.IsType<BundleOpening.Opened>(
            Open(Tar.Write(Entries.SetItem(0, new("index.json", Encoding.UTF8.GetBytes(index))))));
    }

    private static byte[] Rebuild(ImmutableArray<TarEntry> files, Func<BundleIndex, BundleIndex>? change = null)
    {
        var index = Small.Index with
        {
            Files = [.. files.Select(
                file => new IndexedFile(file.Name, file.Content.Length, BundleDigest.Of(file.Content.Span).Hex))],
        };

        return Tar.Write([new("index.json", IndexJson.Write(change is null ? index : change(index))), .. files]);
    }

    private static BundleOpening Open(byte[] tar) => BundleReader.Open(Archives.Gzip(tar));

    private static BundleOpening.Refused AssertRefused(string word, byte[] tar)
    {
        var refused = Assert.IsType<BundleOpening.Refused>(Open(tar));
        Assert.Contains(word, refused.Reason, StringComparison.Ordinal);

        return refused;
    }
}
