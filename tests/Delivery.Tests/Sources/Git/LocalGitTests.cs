using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>A repository on this machine, read at a ref.</summary>
public sealed class LocalGitTests : IDisposable
{
    private readonly GitRepository repository = Git.NewRepository();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => repository.Dispose();

    [Fact]
    public async Task Reads_the_commit_and_not_the_working_tree()
    {
        repository.Write("a.yaml", "committed");
        var commit = repository.Commit("Say it\n\nGateway-Allow-Shrink: yes\n");
        repository.Write("a.yaml", "edited");

        var (revision, read) = await ReadAsync("main");

        Assert.Equal((commit, "refs/heads/main", null), (revision.Commit, revision.Ref, revision.Path));
        Assert.Equal([new Manifest.Readable("a.yaml", "committed")], read.Tree.Files);
        Assert.Equal("Say it\n\nGateway-Allow-Shrink: yes\n", read.Message);
        Assert.Equal(
            repository.Run("log", "-1", "--format=%cI").Trim(), read.CommittedAt?.ToString("yyyy-MM-ddTHH:mm:sszzz"));
    }

    [Fact]
    public async Task Reads_what_was_resolved_though_the_branch_moves()
    {
        repository.Write("a.yaml", "first");
        repository.Commit();
        var source = Open("main");
        var revision = await ResolveAsync(source);
        repository.Write("a.yaml", "second");
        repository.Commit();

        var read = Assert.IsType<SourceReading.Read>(await source.ReadAsync(revision, Cancellation));

        Assert.Equal([new Manifest.Readable("a.yaml", "first")], read.Tree.Files);
    }

    [Fact]
    public async Task Knows_a_commit_by_branch_tag_and_id()
    {
        repository.Write("a.yaml", "a");
        var commit = repository.Commit();
        repository.Run("tag", "light");
        repository.Run("tag", "--annotate", "heavy", "--message", "m");
        repository.Run("checkout", "--quiet", "--detach");

        Assert.Equal((commit, "refs/heads/main"), await CommitAsync("main"));
        Assert.Equal((commit, "refs/tags/light"), await CommitAsync("light"));
        Assert.Equal((commit, "refs/tags/heavy"), await CommitAsync("refs/tags/heavy"));
        Assert.Equal((commit, null), await CommitAsync(commit));
        Assert.Equal((commit, null), await CommitAsync("HEAD"));

        async Task<(string?, string?)> CommitAsync(string reference)
        {
            var revision = await ResolveAsync(Open(reference));

            return (revision.Commit, revision.Ref);
        }
    }

    [Theory]
    [InlineData("gone", typeof(SourceResolution.Missing), "no branch or tag 'gone'")]
    [InlineData("refs/heads/gone", typeof(SourceResolution.Missing), "'refs/heads/gone'")]
    [InlineData("0123456789012345678901234567890123456789", typeof(SourceResolution.Missing), "no commit 0123")]
    [InlineData("both", typeof(SourceResolution.Refused), "write refs/heads/both or refs/tags/both")]
    [InlineData("text", typeof(SourceResolution.Refused), "does not lead to a commit")]
    public async Task Says_what_is_no_commit(string reference, Type expected, string word)
    {
        repository.Write("a.yaml", "a");
        repository.Commit();
        repository.Run("branch", "both");
        repository.Run("tag", "both");
        repository.Run("tag", "text", repository.Run("rev-parse", "HEAD:a.yaml").Trim());

        var resolution = await Open(reference).ResolveAsync(Cancellation);

        Assert.IsType(expected, resolution);
        Assert.Contains(word, resolution.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main~1")]
    [InlineData("a..b")]
    [InlineData("")]
    [InlineData("--upload-pack=x")]
    [InlineData("a\u0007b")]
    public void Says_what_can_be_no_name(string reference) => Assert.Contains(
        "cannot be the name",
        Assert.IsType<SourceOpening.Refused>(SourceAddress.Open(repository.FullPath, reference, path: null, _ => null)).Reason,
        StringComparison.Ordinal);

    [Fact]
    public async Task Reads_a_part_by_its_path_and_names_files_from_the_top()
    {
        repository.Write("deploy/edge/a.yaml", "a");
        repository.Write("deploy/other/b.yaml", "b");
        repository.Write("deploy/edge/.gwpignore", "draft.yaml\n");
        repository.Write("deploy/edge/draft.yaml", "draft");
        repository.Write("deploy/edge/.gwpsuppress", "GWP1030 *: none\n");
        repository.Commit();

        var (revision, read) = await ReadAsync("main", "/deploy/edge/");
        var folder = Assert.IsType<SourceReading.Read>(await new FolderSource(Path.Combine(
            repository.FullPath, "deploy/edge")).ReadAsync(new() { Repository = "" }, Cancellation));

        Assert.Equal("deploy/edge", revision.Path);
        Assert.Equal([new Manifest.Readable("deploy/edge/a.yaml", "a")], read.Tree.Files);
        Assert.Equal("deploy/edge/.gwpsuppress", Assert.Single(read.Tree.SuppressionFiles).Path);
        Assert.Equal(folder.TreeDigest, read.TreeDigest);
    }

    [Theory]
    [InlineData("nowhere", "is not there")]
    [InlineData("a.yaml", "is no folder")]
    [InlineData("link/deep", "symbolic link")]
    public async Task Says_why_there_is_no_such_part(string path, string word)
    {
        repository.Write("a.yaml", "a");
        repository.Write("real/deep/a.yaml", "a");
        File.CreateSymbolicLink(repository["link"], "real");
        repository.Commit();

        var source = Open("main", path);
        var reading = await source.ReadAsync(await ResolveAsync(source), Cancellation);

        Assert.Contains(word, Assert.IsType<SourceReading.Refused>(reading).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_a_rewritten_history_from_one_that_went_on()
    {
        repository.Write("a.yaml", "1");
        var first = repository.Commit();
        repository.Write("a.yaml", "2");
        var second = repository.Commit();
        repository.Run("reset", "--quiet", "--hard", first);
        repository.Write("a.yaml", "3");
        var third = repository.Commit();

        var source = Open("main");

        Assert.Equal(Ancestry.Ancestor, await source.FindAncestryAsync(first, third, Cancellation));
        Assert.Equal(Ancestry.Ancestor, await source.FindAncestryAsync(third, third, Cancellation));
        Assert.Equal(Ancestry.Diverged, await source.FindAncestryAsync(second, third, Cancellation));
        Assert.Equal(Ancestry.Diverged, await source.FindAncestryAsync(third, first, Cancellation));
        Assert.Equal(Ancestry.Diverged, await source.FindAncestryAsync(new('0', 40), third, Cancellation));
        Assert.Equal(Ancestry.Unknown, await source.FindAncestryAsync(third, new('0', 40), Cancellation));
    }

    [Fact]
    public async Task A_history_that_is_cut_off_does_not_look_rewritten()
    {
        for (var i = 0; i < 4; i++)
        {
            repository.Write("a.yaml", $"{i}");
            repository.Commit();
        }

        var commits = repository.Run("rev-list", "--reverse", "main").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var cut = new TemporaryFolder();
        GitRepository.RunIn(
            cut.FullPath, [], "clone", "--quiet", "--bare", "--depth=2", $"file://{repository.FullPath}", "cut.git");
        var source = Opened(cut["cut.git"], "main");

        Assert.Equal(Ancestry.Ancestor, await source.FindAncestryAsync(commits[2], commits[3], Cancellation));
        Assert.Equal(Ancestry.Unknown, await source.FindAncestryAsync(commits[0], commits[3], Cancellation));
    }

    [Fact]
    public async Task What_is_no_repository_is_a_broken_world()
    {
        using var empty = new TemporaryFolder();

        var exception = await Assert.ThrowsAsync<SourceUnavailableException>(
            () => Opened(empty.FullPath, "main").ResolveAsync(Cancellation));

        Assert.Contains("no git repository", exception.Message, StringComparison.Ordinal);
    }

    private async Task<(SourceRevision Revision, SourceReading.Read Read)> ReadAsync(string? reference, string? path = null)
    {
        var source = Open(reference, path);
        var revision = await ResolveAsync(source);

        return (revision, Assert.IsType<SourceReading.Read>(await source.ReadAsync(revision, Cancellation)));
    }

    private static async Task<SourceRevision> ResolveAsync(IManifestSource source) =>
        Assert.IsType<SourceResolution.Resolved>(await source.ResolveAsync(Cancellation)).Revision;

    private IManifestSource Open(string? reference, string? path = null) => Opened(repository.FullPath, reference, path);

    private static IManifestSource Opened(string from, string? reference, string? path = null) =>
        Assert.IsType<SourceOpening.Opened>(SourceAddress.Open(from, reference, path, _ => null)).Source;
}
