using System.Diagnostics;
using System.Text;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Tests.Sources;

public sealed class FolderSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Takes_manifests_by_their_names_in_ordinal_order()
    {
        string[] paths =
        [
            "b.yaml", "a/z.yml", "a/Z.json", "readme.md", "c.YAML", ".git/x.yaml", "a/.hidden/x.yaml", ".dotted.yaml",
        ];
        foreach (var path in paths)
        {
            folder.Write(path, path);
        }

        Assert.Equal([".dotted.yaml", "a/Z.json", "a/z.yml", "b.yaml"], Read().Select(manifest => manifest.Path));
        Assert.All(Read(), manifest => Assert.Equal(manifest.Path, Assert.IsType<Manifest.Readable>(manifest).Text));
    }

    [Fact]
    public void Says_what_is_no_text_and_where()
    {
        folder.Write("bom.yaml", [0xef, 0xbb, 0xbf, .. "a: ä"u8]);
        folder.Write("nul.yaml", "a: b\0c");
        folder.Write("bad.yaml", [.. "a: "u8, 0xff, 0xfe]);
        folder.Write("bomnul.yaml", [0xef, 0xbb, 0xbf, 0]);
        folder.Write("cut.yaml", [.. "ab"u8, 0xe2, 0x82]);
        folder.Write("utf16.yaml", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("a: b")]);
        folder.Write("empty.yaml", "");

        Assert.Equal(
            [
                new Manifest.Unreadable("bad.yaml", UnreadableReason.NotText, "3"),
                new Manifest.Readable("bom.yaml", "a: ä"),
                new Manifest.Unreadable("bomnul.yaml", UnreadableReason.NotText, "3"),
                new Manifest.Unreadable("cut.yaml", UnreadableReason.NotText, "2"),
                new Manifest.Readable("empty.yaml", ""),
                new Manifest.Unreadable("nul.yaml", UnreadableReason.NotText, "4"),
                new Manifest.Unreadable("utf16.yaml", UnreadableReason.NotText, "0"),
            ],
            Read());
    }

    [Fact]
    public void A_file_over_the_limit_is_not_read()
    {
        folder.Write("at.yaml", Encoding.ASCII.GetBytes(new string('#', Limits.ManifestBytes)));
        using (var file = File.Create(folder["over.yaml"]))
        {
            file.SetLength(Limits.ManifestBytes + 1);
        }

        using (var huge = File.Create(folder["huge.yaml"]))
        {
            huge.SetLength(1L << 40);
        }

        var clock = Stopwatch.StartNew();
        var manifests = Read();

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        Assert.Equal(Limits.ManifestBytes, Assert.IsType<Manifest.Readable>(manifests[0]).Text.Length);
        Assert.Equal(new Manifest.Unreadable("huge.yaml", UnreadableReason.TooLarge, "1099511627776"), manifests[1]);
        Assert.Equal(new Manifest.Unreadable("over.yaml", UnreadableReason.TooLarge, "16777217"), manifests[2]);
    }

    [Fact]
    public void Follows_no_link()
    {
        folder.Write("tree/real/a.yaml", "a");
        folder.Write("outside/secret.yaml", "secret");
        File.CreateSymbolicLink(folder["tree/file.yaml"], folder["outside/secret.yaml"]);
        File.CreateSymbolicLink(folder["tree/broken.yaml"], folder["nowhere"]);
        Directory.CreateSymbolicLink(folder["tree/folder.yaml"], folder["outside"]);
        Directory.CreateSymbolicLink(folder["tree/loop"], folder["tree"]);

        Assert.Equal(
            [
                new Manifest.Unreadable("broken.yaml", UnreadableReason.Link),
                new Manifest.Unreadable("file.yaml", UnreadableReason.Link),
                new Manifest.Unreadable("folder.yaml", UnreadableReason.Link),
                new Manifest.Readable("real/a.yaml", "a"),
            ],
            FolderSource.Read(folder["tree"], Cancellation).Files);
    }

    [Fact]
    public async Task A_pipe_does_not_make_it_wait()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are told apart on Linux");
        using (var process = Process.Start("mkfifo", folder["pipe.yaml"]))
        {
            await process.WaitForExitAsync(Cancellation);
        }

        var manifests = await Task.Run(Read, Cancellation).WaitAsync(TimeSpan.FromSeconds(5), Cancellation);

        Assert.Equal([new Manifest.Unreadable("pipe.yaml", UnreadableReason.Refused, "not a plain file")], manifests);
    }

    [Fact]
    public void What_may_not_be_read_is_said_in_the_systems_words()
    {
        Assert.SkipWhen(Environment.UserName == "root", "nothing is refused to root");
        folder.Write("a.yaml", "a");
        folder.Write("closed/b.yaml", "b");
        File.SetUnixFileMode(folder["a.yaml"], UnixFileMode.None);
        File.SetUnixFileMode(folder["closed"], UnixFileMode.None);

        var manifests = Read();
        File.SetUnixFileMode(
            folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Equal(
            [
                new Manifest.Unreadable("a.yaml", UnreadableReason.Refused, "Permission denied"),
                new Manifest.Unreadable("closed", UnreadableReason.Refused, "Permission denied"),
            ],
            manifests);
    }

    [Fact]
    public void A_tree_over_its_limits_says_so_once()
    {
        for (var number = 0; number < 5; number++)
        {
            folder.Write($"{number}.yaml", "12345");
        }

        Assert.Equal(5, Walk(new(25, 5)).OfType<Manifest.Readable>().Count());
        AssertFull(Walk(new(24, 5)), "24 bytes");
        AssertFull(Walk(new(25, 4)), "4 manifests");

        IReadOnlyList<Manifest> Walk(WalkLimits limits) =>
            new TreeWalk(FolderEntry.Root(folder.FullPath), limits, digest: null, Cancellation).ReadAll();

        static void AssertFull(IReadOnlyList<Manifest> manifests, string word) =>
            Assert.Contains(
                word, Assert.Single(manifests.OfType<Manifest.Unreadable>()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_what_the_ignore_file_says()
    {
        folder.Write(".gwpignore", "# drafts\ndraft-*.yaml\nvendor/\n!draft-final.yaml\n");
        string[] paths =
        [
            "draft-1.yaml", "a/draft-2.yaml", "draft-final.yaml", "vendor/x.yaml", "a/vendor/y.yaml", "a/b.yaml",
        ];
        foreach (var path in paths)
        {
            folder.Write(path, "");
        }

        Assert.Equal(["a/b.yaml", "draft-final.yaml"], Read().Select(manifest => manifest.Path));
    }

    [Fact]
    public void Reads_one_file_or_bytes_as_a_tree()
    {
        folder.Write("any.name", "text");

        Assert.Equal(
            [new Manifest.Readable("any.name", "text")], FolderSource.Read(folder["any.name"], Cancellation).Files);
        Assert.Equal([new Manifest.Readable("stdin", "text")], FolderSource.FromBytes("stdin", "text"u8).Files);
        Assert.Equal(
            [new Manifest.Unreadable("stdin", UnreadableReason.TooLarge, "16777217")],
            FolderSource.FromBytes("stdin", new byte[Limits.ManifestBytes + 1]).Files);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said() =>
        Assert.Contains("nowhere", Assert.Throws<SourceMissingException>(
            () => FolderSource.Read(folder["nowhere"], Cancellation)).Message, StringComparison.Ordinal);

    private IReadOnlyList<Manifest> Read() => FolderSource.Read(folder.FullPath, Cancellation).Files;
}
