using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>A repository on a server that git itself runs.</summary>
public sealed class RemoteGitTests : IAsyncLifetime
{
    private RemoteScene scene = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => scene = await RemoteScene.StartAsync();

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    public async Task Reads_a_branch()
    {
        scene.Repository.Write("a.yaml", "a");
        scene.Repository.Write("b/c.yaml", "c");
        var commit = scene.Push("Say it\n\nGateway-Allow-Shrink: yes\n");

        var source = scene.Open();
        var revision = await source.ResolvedAsync();
        var read = await source.ReadAsync(revision);

        Assert.Equal(
            new SourceRevision { Repository = scene.Address, Ref = "refs/heads/main", Commit = commit }, revision);
        Assert.Equal(
            [new Manifest.Readable("a.yaml", "a"), new Manifest.Readable("b/c.yaml", "c")], read.Tree.Files);
        Assert.Equal("Say it\n\nGateway-Allow-Shrink: yes\n", read.Message);
    }

    [Fact]
    public async Task Fetches_one_commit_and_not_its_history_nor_other_refs()
    {
        for (var i = 0; i < 5; i++)
        {
            scene.Repository.Write("a.yaml", $"{i}");
            scene.Push();
        }

        scene.Repository.Run("push", "--quiet", "origin", "HEAD~1:refs/heads/other");
        await scene.Open().ReadAsync();

        var kept = Assert.Single(Directory.GetDirectories(Path.Combine(scene.Cache, "git"), "*", SearchOption.TopDirectoryOnly)
            .SelectMany(Directory.GetDirectories));
        var objects = StoreServers.GitRepository.RunIn(
            kept, [], "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)");

        Assert.Equal(
            ["blob", "commit", "tree"],
            System.Text.Encoding.ASCII.GetString(objects).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task Reads_what_was_resolved_though_the_branch_moves_and_is_forced_and_goes()
    {
        scene.Repository.Write("a.yaml", "first");
        scene.Push();
        var first = await scene.Open().ResolvedAsync();
        scene.Repository.Write("a.yaml", "second");
        scene.Push();

        Assert.Equal([new Manifest.Readable("a.yaml", "first")], (await scene.Open().ReadAsync(first)).Tree.Files);

        StoreServers.GitRepository.RunIn(scene.Bare, [], "update-ref", "-d", "refs/heads/main");

        Assert.Equal([new Manifest.Readable("a.yaml", "first")], (await scene.Open().ReadAsync(first)).Tree.Files);
        Assert.IsType<SourceResolution.Missing>(await scene.Open().ResolveAsync(Cancellation));
    }

    [Fact]
    public async Task A_commit_that_was_forced_away_before_it_was_read_is_missing()
    {
        scene.Repository.Write("a.yaml", "kept");
        var kept = scene.Push();
        scene.Repository.Write("a.yaml", "dropped");
        scene.Push();
        var dropped = await scene.Open().ResolvedAsync();
        scene.Repository.Run("push", "--quiet", "--force", "origin", $"{kept}:main");

        var reading = await scene.Open().ReadAsync(dropped, Cancellation);

        Assert.Contains("is not to be had", Assert.IsType<SourceReading.Missing>(reading).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_a_commit_by_tag_head_and_id()
    {
        scene.Repository.Write("a.yaml", "a");
        var commit = scene.Push();
        scene.Repository.Run("tag", "--annotate", "v1", "--message", "m");
        scene.Repository.Run("push", "--quiet", "origin", "v1", "HEAD:refs/heads/v2", "HEAD:refs/tags/v2");

        Assert.Equal((commit, "refs/tags/v1"), await CommitAsync("v1"));
        Assert.Equal((commit, "refs/heads/main"), await CommitAsync(null));
        Assert.Equal((commit, null), await CommitAsync(commit));
        Assert.Contains("refs/heads/v2 or refs/tags/v2", Assert.IsType<SourceResolution.Refused>(
            await scene.Open("v2").ResolveAsync(Cancellation)).Reason, StringComparison.Ordinal);
        Assert.Single((await scene.Open("v1").ReadAsync()).Tree.Files);
        Assert.Single((await scene.Open(commit).ReadAsync()).Tree.Files);

        async Task<(string?, string?)> CommitAsync(string? reference)
        {
            var revision = await scene.Open(reference).ResolvedAsync();

            return (revision.Commit, revision.Ref);
        }
    }

    [Fact]
    public async Task An_empty_repository_has_no_commit() =>
        Assert.Contains("no commit yet", Assert.IsType<SourceResolution.Missing>(
            await scene.Open(reference: null).ResolveAsync(Cancellation)).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task Reads_a_part_of_a_repository()
    {
        scene.Repository.Write("deploy/edge/a.yaml", "a");
        scene.Repository.Write("b.yaml", "b");
        scene.Push();

        var read = await scene.Open(path: "deploy/edge").ReadAsync();

        Assert.Equal([new Manifest.Readable("deploy/edge/a.yaml", "a")], read.Tree.Files);
        Assert.Equal("deploy/edge", read.Tree.Name);
    }

    [Fact]
    public async Task Tells_a_rewritten_history_from_one_that_went_on()
    {
        scene.Repository.Write("a.yaml", "1");
        var first = scene.Push();
        scene.Repository.Write("a.yaml", "2");
        var second = scene.Push();
        await scene.Open().ReadAsync();

        Assert.Equal(Ancestry.Ancestor, await scene.Open().FindAncestryAsync(first, second, Cancellation));

        scene.Repository.Run("reset", "--quiet", "--hard", first);
        scene.Repository.Write("a.yaml", "3");
        var third = scene.Push();

        Assert.Equal(Ancestry.Diverged, await scene.Open().FindAncestryAsync(second, third, Cancellation));
        Assert.Equal(Ancestry.Ancestor, await scene.Open().FindAncestryAsync(first, third, Cancellation));
        Assert.Equal(Ancestry.Unknown, await scene.Open().FindAncestryAsync(first, new('1', 40), Cancellation));
        Assert.Equal([new Manifest.Readable("a.yaml", "3")], (await scene.Open().ReadAsync()).Tree.Files);
    }

    [Fact]
    public async Task A_server_that_cannot_cut_histories_off_sends_all_of_it()
    {
        scene.Repository.Write("a.yaml", "1");
        scene.Push();
        scene.Repository.Write("a.yaml", "2");
        scene.Push();
        scene.Server.EditList = list => list
            .Replace(" shallow ", " sha11ow ", StringComparison.Ordinal)
            .Replace(" deepen-since ", " xeepen-since ", StringComparison.Ordinal);

        Assert.Equal([new Manifest.Readable("a.yaml", "2")], (await scene.Open().ReadAsync()).Tree.Files);
    }

    [Fact]
    public async Task What_is_in_the_cache_is_not_fetched_again()
    {
        scene.Repository.Write("a.yaml", "a");
        scene.Push();
        var revision = await scene.Open().ResolvedAsync();
        await scene.Open().ReadAsync(revision);
        await scene.Server.DisposeAsync();

        Assert.Single((await scene.Open().ReadAsync(revision)).Tree.Files);
    }

    [Fact]
    public async Task A_damaged_cache_is_thrown_away()
    {
        scene.Repository.Write("a.yaml", "a");
        var first = scene.Push();
        scene.Repository.Write("a.yaml", "b");
        var second = scene.Push();
        var revision = await scene.Open().ResolvedAsync();
        await scene.Open().ReadAsync(revision);
        await scene.Open().FindAncestryAsync(first, second, Cancellation);

        foreach (var damage in Damages)
        {
            foreach (var pack in Directory.EnumerateFiles(scene.Cache, "*.pack", SearchOption.AllDirectories))
            {
                damage(pack);
            }

            Assert.Equal([new Manifest.Readable("a.yaml", "b")], (await scene.Open().ReadAsync(revision)).Tree.Files);
            Assert.Equal(Ancestry.Ancestor, await scene.Open().FindAncestryAsync(first, second, Cancellation));
        }
    }

    [Fact]
    public async Task Many_at_once_share_a_cache()
    {
        scene.Repository.Write("a.yaml", "a");
        scene.Push();

        var readings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => scene.Open().ReadAsync()));

        Assert.All(readings, read => Assert.Single(read.Tree.Files));
        Assert.InRange(scene.Server.Requests.Count(request => request.Method == "POST"), 1, 2);
    }

    private static readonly Action<string>[] Damages =
    [
        pack => Rewrite(pack, bytes => bytes[..(bytes.Length / 2)]),
        pack => Rewrite(pack, bytes => [.. bytes.Select((value, index) => index > 12 ? (byte)~value : value)]),
        pack => Directory.Delete(Path.Combine(Path.GetDirectoryName(pack) ?? "", ".."), recursive: true),
        pack => Rewrite(Path.Combine(Path.GetDirectoryName(pack) ?? "", "../../HEAD"), _ => []),
        pack => Rewrite(Path.ChangeExtension(pack, ".idx"), _ => []),
    ];

    private static void Rewrite(string file, Func<byte[], byte[]> edit)
    {
        var bytes = edit(File.ReadAllBytes(file));
        File.SetAttributes(file, FileAttributes.Normal);
        File.WriteAllBytes(file, bytes);
    }
}
