using System.Text;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Sources.Git;
using GatewayPipeline.StoreServers;
using ObjectId = LibGit2Sharp.ObjectId;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>Commits that no folder could hold, or that lie: each odd thing is a finding, and nothing of it is followed.</summary>
public sealed class HostileTreeTests : IDisposable
{
    private readonly GitRepository repository = Git.NewRepository();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => repository.Dispose();

    [Fact]
    public async Task Follows_no_link_and_reads_no_submodule()
    {
        repository.Write("real/a.yaml", "a");
        File.CreateSymbolicLink(repository["link.yaml"], "/etc/passwd");
        File.CreateSymbolicLink(repository["folder"], "real");
        repository.Commit();
        repository.Run("update-index", "--add", "--cacheinfo", $"160000,{repository.Head()},vendor/shared");
        repository.Run("commit", "--quiet", "--message", "submodule");

        Assert.Equal(
            [
                new Manifest.Unreadable("link.yaml", UnreadableReason.Link),
                new Manifest.Readable("real/a.yaml", "a"),
                new Manifest.Unreadable("vendor/shared", UnreadableReason.Submodule),
            ],
            await FilesAsync());
    }

    [Fact]
    public async Task A_submodule_can_be_left_out()
    {
        repository.Write(".gwpignore", "vendor/\n");
        repository.Commit();
        repository.Run("update-index", "--add", "--cacheinfo", $"160000,{repository.Head()},vendor");
        repository.Run("commit", "--quiet", "--message", "submodule");

        Assert.Empty(await FilesAsync());
    }

    [Fact]
    public async Task A_pointer_into_large_file_storage_is_no_manifest()
    {
        repository.Write(
            "a.yaml",
            $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('0', 64)}\nsize 12345\n");
        repository.Commit();

        Assert.Equal([new Manifest.Unreadable("a.yaml", UnreadableReason.LargeFilePointer)], await FilesAsync());
    }

    [Fact]
    public async Task Attributes_change_nothing()
    {
        repository.Write(".gitattributes", "a.yaml export-ignore\nb.yaml export-subst\nc.yaml text eol=crlf\nd.yaml filter=x\n");
        string[] paths = ["a.yaml", "b.yaml", "c.yaml", "d.yaml"];
        foreach (var path in paths)
        {
            repository.Write(path, "x: $Format:%H$\n");
        }

        repository.Commit();

        Assert.Equal(paths.Select(path => new Manifest.Readable(path, "x: $Format:%H$\n")), await FilesAsync());
    }

    public static TheoryData<string, string, string> OddNames => new()
    {
        { "a\u0007.yaml", "aU+0007.yaml", "U+0007" },
        { "a\u001b[31m.yaml", "aU+001B[31m.yaml", "U+001B" },
        { "a\n.yaml", "aU+000A.yaml", "U+000A" },
        { "a\\b.yaml", "a\\b.yaml", "backslash" },
        { "a\u202elmay.yaml", "aU+202Elmay.yaml", "U+202E" },
        { "a\u200b.yaml", "aU+200B.yaml", "U+200B" },
        { "e\u0301.yaml", "e\u0301.yaml", "U+0301" },
    };

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task An_odd_name_is_a_finding_that_can_be_shown(string name, string shown, string why)
    {
        repository.CommitTree(Entry("100644", "blob", repository.Blob("a"), name));

        var odd = Assert.IsType<Manifest.Unreadable>(Assert.Single(await FilesAsync()));

        Assert.Equal((UnreadableReason.OddName, shown), (odd.Reason, odd.Path));
        Assert.Contains(why, odd.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_not_utf8_is_a_finding()
    {
        repository.CommitTree(
            [.. Entry("100644", "blob", repository.Blob("a"), "a")[..^2], 0xff, .. ".yaml"u8, 0]);

        var odd = Assert.IsType<Manifest.Unreadable>(Assert.Single(await FilesAsync()));

        Assert.Equal((UnreadableReason.OddName, "it is not UTF-8"), (odd.Reason, odd.Detail));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    public async Task A_folder_that_leads_upwards_is_a_finding(string name)
    {
        var inner = Tree(Entry("100644", "blob", repository.Blob("a"), "a.yaml"));
        CommitRaw(("40000", name, inner));

        Assert.Equal(UnreadableReason.OddName, Assert.IsType<Manifest.Unreadable>(Assert.Single(await FilesAsync())).Reason);
    }

    [Fact]
    public async Task A_name_with_a_slash_is_a_finding()
    {
        CommitRaw(("100644", "../../etc/x.yaml", repository.Blob("a")), ("100644", "b/c.yaml", repository.Blob("a")));

        Assert.All(
            await FilesAsync(),
            file => Assert.Equal(UnreadableReason.OddName, Assert.IsType<Manifest.Unreadable>(file).Reason));
    }

    [Fact]
    public async Task The_same_name_twice_is_a_finding()
    {
        CommitRaw(("100644", "a.yaml", repository.Blob("one")), ("100644", "a.yaml", repository.Blob("two")));

        Assert.Equal([new Manifest.Unreadable("a.yaml", UnreadableReason.Collision, "a.yaml")], await FilesAsync());
    }

    [Fact]
    public async Task Names_that_are_one_on_some_machines_are_a_finding()
    {
        repository.CommitTree(
        [
            .. Entry("100644", "blob", repository.Blob("one"), "A.yaml"),
            .. Entry("100644", "blob", repository.Blob("two"), "a.yaml"),
            .. Entry("100644", "blob", repository.Blob("one"), "Ä.yaml"),
            .. Entry("100644", "blob", repository.Blob("two"), "ä.yaml"),
        ]);

        Assert.Equal(
            [
                new Manifest.Readable("A.yaml", "one"),
                new Manifest.Unreadable("a.yaml", UnreadableReason.Collision, "A.yaml"),
                new Manifest.Readable("Ä.yaml", "one"),
                new Manifest.Unreadable("ä.yaml", UnreadableReason.Collision, "Ä.yaml"),
            ],
            await FilesAsync());
    }

    [Fact]
    public async Task What_claims_to_be_a_file_and_is_none_is_said()
    {
        var tree = Tree(Entry("100644", "blob", repository.Blob("a"), "a.yaml"));
        CommitRaw(("100644", "b.yaml", tree));

        Assert.Equal(
            [new Manifest.Unreadable("b.yaml", UnreadableReason.Refused, "what the commit has here is no file")],
            await FilesAsync());
    }

    [Fact]
    public void A_commit_that_unfolds_without_end_comes_to_one()
    {
        var tree = Tree(Entry("100644", "blob", repository.Blob("a"), "a.yaml"));
        for (var level = 0; level < 12; level++)
        {
            tree = Tree([.. Enumerable.Range(0, 10).SelectMany(number => Entry("40000", "tree", tree, $"d{number}"))]);
        }

        using var opened = GitLibrary.Open(repository.FullPath);
        var root = GitEntry.Root(opened, new ObjectId(tree));

        AssertFull(new(long.MaxValue, 500), "500 manifests");
        AssertFull(new(1_000, int.MaxValue), "1000 bytes");

        void AssertFull(WalkLimits limits, string word)
        {
            var files = new TreeWalk(root, limits, digest: null, Cancellation).ReadAll();
            var full = Assert.Single(files.OfType<Manifest.Unreadable>());
            Assert.Contains(word, full.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Folders_without_end_and_without_a_manifest_come_to_one_too()
    {
        var tree = Tree(Entry("100644", "blob", repository.Blob("a"), "readme"));
        for (var level = 0; level < 12; level++)
        {
            tree = Tree([.. Enumerable.Range(0, 10).SelectMany(number => Entry("40000", "tree", tree, $"d{number}"))]);
        }

        using var opened = GitLibrary.Open(repository.FullPath);
        var files = new TreeWalk(
            GitEntry.Root(opened, new ObjectId(tree)), new(long.MaxValue, 100), digest: null, Cancellation).ReadAll();

        Assert.Contains(
            "1000 files and folders", Assert.IsType<Manifest.Unreadable>(Assert.Single(files)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_longer_than_any_is_a_finding()
    {
        var tree = Tree(Entry("100644", "blob", repository.Blob("a"), "a.yaml"));
        for (var level = 0; level < 25; level++)
        {
            tree = Tree(Entry("40000", "tree", tree, new('d', 200)));
        }

        repository.CommitTree(Entry("40000", "tree", tree, "d"));

        Assert.Equal(UnreadableReason.OddName, Assert.IsType<Manifest.Unreadable>(Assert.Single(await FilesAsync())).Reason);
    }

    [Fact]
    public async Task A_large_file_is_told_by_its_header()
    {
        using (var file = File.Create(repository["huge.yaml"]))
        {
            file.SetLength(200L * 1024 * 1024);
        }

        repository.Commit();

        Assert.Equal([new Manifest.Unreadable("huge.yaml", UnreadableReason.TooLarge, "209715200")], await FilesAsync());
    }

    [Theory]
    [InlineData("a.yaml")]
    [InlineData("folder")]
    public async Task A_repository_with_a_missing_object_is_a_broken_world(string path)
    {
        repository.Write("a.yaml", "a");
        repository.Write("folder/b.yaml", "b");
        repository.Commit();
        var id = repository.Run("rev-parse", $"HEAD:{path}").Trim();
        File.Delete(repository[$".git/objects/{id[..2]}/{id[2..]}"]);

        var exception = await Assert.ThrowsAsync<SourceUnavailableException>(FilesAsync);

        Assert.Contains(id, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_with_a_forged_object_is_a_broken_world()
    {
        repository.Write("a.yaml", "a");
        repository.Write("b.yaml", "b");
        repository.Commit();
        var (a, b) = (repository.Run("rev-parse", "HEAD:a.yaml").Trim(), repository.Run("rev-parse", "HEAD:b.yaml").Trim());
        var file = repository[$".git/objects/{a[..2]}/{a[2..]}"];
        File.SetAttributes(file, FileAttributes.Normal);
        File.Copy(repository[$".git/objects/{b[..2]}/{b[2..]}"], file, overwrite: true);

        await Assert.ThrowsAsync<SourceUnavailableException>(FilesAsync);
    }

    private async Task<IReadOnlyList<Manifest>> FilesAsync()
    {
        var opened = Assert.IsType<SourceOpening.Opened>(
            SourceAddress.Open(repository.FullPath, "main", path: null, _ => null));

        return (await opened.Source.ReadAsync()).Tree.Files;
    }

    private static byte[] Entry(string mode, string type, string id, string name) =>
        Encoding.UTF8.GetBytes($"{mode} {type} {id}\t{name}\0");

    private string Tree(byte[] entries) => Ask(entries, "mktree", "-z");

    private void CommitRaw(params (string Mode, string Name, string Id)[] entries)
    {
        var commit = repository.Run("commit-tree", "-m", "made by hand", WriteRaw(entries)).Trim();
        repository.Run("update-ref", "refs/heads/main", commit);
    }

    // The bytes of a tree that git would not make by itself.
    private string WriteRaw((string Mode, string Name, string Id)[] entries)
    {
        byte[] body =
        [
            .. entries.SelectMany(entry => (byte[])
            [
                .. Encoding.UTF8.GetBytes($"{entry.Mode} {entry.Name}\0"), .. Convert.FromHexString(entry.Id),
            ]),
        ];

        return Ask(body, "hash-object", "-t", "tree", "--literally", "-w", "--stdin");
    }

    private string Ask(byte[] input, params string[] arguments) =>
        Encoding.ASCII.GetString(GitRepository.RunIn(repository.FullPath, input, arguments)).Trim();
}
