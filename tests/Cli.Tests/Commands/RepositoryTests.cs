using System.Text.Json;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Cli.Tests.Commands;

/// <summary>Commands that are given a git repository in place of a folder.</summary>
public sealed class RepositoryTests : IAsyncLifetime
{
    private const string Secret = "s3cr3t";

    private readonly TemporaryFolder folder = new();
    private GitRepository repository = null!;
    private GitServer server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(GitRepository.IsInstalled, GitRepository.NotInstalled);
        Environment.SetEnvironmentVariable("GWP_CACHE", folder.At("cache"));
        repository = new();
        Directory.CreateDirectory(folder.At("served"));
        GitRepository.RunIn(folder.At("served"), [], "init", "--quiet", "--bare", "--initial-branch=main", "shop.git");
        repository.Run("remote", "add", "origin", folder.At("served/shop.git"));
        server = await GitServer.StartAsync(folder.At("served"));
        server.Credential = $"robot:{Secret}";
    }

    public async ValueTask DisposeAsync()
    {
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        repository?.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Publishes_a_commit_from_a_server_and_records_which()
    {
        repository.Write("deploy/edge/shop.yaml", Manifests.Shop);
        var commit = Push();
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var result = await PublishAsync("--ref", "main", "--path", "deploy/edge", "-o", "json");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(commit, JsonDocument.Parse(result.Out).RootElement.GetProperty("commit").GetString());
        var source = Payload(Assert.Single(Directory.GetFiles(folder.At("store/releases"), "*", SearchOption.AllDirectories)))
            .GetProperty("source");
        Assert.Equal(PublicAddress, source.GetProperty("repository").GetString());
        Assert.Equal(commit, source.GetProperty("commit").GetString());
        Assert.Equal("refs/heads/main", source.GetProperty("ref").GetString());
        Assert.Equal("deploy/edge", source.GetProperty("path").GetString());
        Assert.StartsWith("sha256:", source.GetProperty("tree").GetString(), StringComparison.Ordinal);
        AssertKeptSecret(result);
    }

    [Fact]
    public async Task Findings_name_the_line_within_the_repository()
    {
        repository.Write("deploy/edge/web.yaml", Manifests.DuplicateKey);
        Push();

        var result = await Gwp.RunAsync("check", Address, "--ref", "main", "--path", "deploy/edge");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("deploy/edge/web.yaml:3:1: error", result.Out, StringComparison.Ordinal);
        AssertKeptSecret(result);
    }

    [Fact]
    public async Task A_working_tree_is_read_as_it_lies_unless_a_ref_is_named()
    {
        repository.Write("shop.yaml", Manifests.Shop);
        repository.Commit();
        repository.Write("shop.yaml", Manifests.DuplicateKey);

        Assert.Equal(1, (await Gwp.RunAsync("check", repository.FullPath)).ExitCode);
        Assert.Equal(0, (await Gwp.RunAsync("check", repository.FullPath, "--ref", "HEAD")).ExitCode);
        Assert.Equal(0, (await Gwp.RunAsync("build", repository.FullPath, "--ref", "main")).ExitCode);
        Assert.Equal(0, (await Gwp.RunAsync("inspect", "routes", repository.FullPath, "--ref", "main")).ExitCode);
    }

    [Theory]
    [InlineData(3, "no branch or tag 'gone'", "--ref", "gone")]
    [InlineData(3, "the folder 'gone' is not there", "--ref", "main", "--path", "gone")]
    [InlineData(2, "cannot be the name", "--ref", "a..b")]
    [InlineData(2, "no path within a repository", "--ref", "main", "--path", "../up")]
    public async Task Says_what_is_not_there(int exitCode, string word, params string[] options)
    {
        repository.Write("shop.yaml", Manifests.Shop);
        Push();

        var result = await Gwp.RunAsync(["check", Address, .. options]);

        Assert.Contains(word, result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
        AssertKeptSecret(result);
    }

    [Fact]
    public async Task Refused_credentials_are_a_broken_world()
    {
        var result = await Gwp.RunAsync("check", Address.Replace(Secret, "wr0ng", StringComparison.Ordinal));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("refuses the credentials", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git over SSH is not supported", "git@example.com:org/shop.git")]
    [InlineData("name that one and no other", ".", "https://example.com/shop.git")]
    public async Task Says_what_cannot_be_read(string word, params string[] inputs)
    {
        var result = await Gwp.RunAsync(["check", .. inputs]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(word, result.Error, StringComparison.Ordinal);
    }

    private string PublicAddress => $"{server.Address}shop.git";

    private string Address => PublicAddress.Replace("://", $"://robot:{Secret}@", StringComparison.Ordinal);

    private string Push()
    {
        var commit = repository.Commit();
        repository.Run("push", "--quiet", "origin", "HEAD:main");

        return commit;
    }

    private Task<Gwp> PublishAsync(params string[] more) => Gwp.RunAsync(
    [
        "publish", "--from", Address, "--channel", "edge", "--store", folder.At("store"), "--keys", folder.At("keys"),
        .. more,
    ]);

    private static JsonElement Payload(string envelope) => JsonDocument.Parse(Convert.FromBase64String(
        JsonDocument.Parse(File.ReadAllText(envelope)).RootElement.GetProperty("payload").GetString() ?? "")).RootElement;

    private static void AssertKeptSecret(Gwp result)
    {
        Assert.DoesNotContain(Secret, result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Error, StringComparison.Ordinal);
    }
}
