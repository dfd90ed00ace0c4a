using System.Text.Json;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class DiffTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static string Changed { get; } = Manifests.Shop.Replace("timeout: 3s", "timeout: 10s", StringComparison.Ordinal);

    public DiffTests()
    {
        folder.Write("base/shop.yaml", Manifests.Shop);
        folder.Write("head/shop.yaml", Changed);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Tells_what_changed_with_a_request_that_shows_it()
    {
        var result = await Gwp.RunAsync("diff", folder.At("base"), folder.At("head"));

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("shop.example on port 80\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("  ~ uri.exact /checkout, method exact POST (checkout)", result.Out, StringComparison.Ordinal);
        Assert.Contains("      timeout: 3s → 10s\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("      example: POST http://shop.example/checkout\n", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("\n1 host changed; 1 route changed\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_changed_is_said_and_good()
    {
        var result = await Gwp.RunAsync("diff", folder.At("base"), folder.At("base"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("no difference\n", result.Out);
    }

    [Fact]
    public async Task As_json_it_has_the_request_in_parts()
    {
        var result = await Gwp.RunAsync("diff", folder.At("base"), folder.At("head"), "-o", "json");

        using var json = JsonDocument.Parse(result.Out);
        Assert.True(json.RootElement.GetProperty("differs").GetBoolean());
        var change = json.RootElement.GetProperty("sections")[0].GetProperty("changes")[0];
        Assert.Equal("timeout", change.GetProperty("fields")[0].GetProperty("field").GetString());
        Assert.Equal("10s", change.GetProperty("fields")[0].GetProperty("head").GetString());
        Assert.EndsWith("shop.yaml", change.GetProperty("head").GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.Equal("POST", change.GetProperty("example").GetProperty("method").GetString());
        Assert.Equal("/checkout", change.GetProperty("example").GetProperty("path").GetString());
    }

    [Fact]
    public async Task As_markdown_it_can_be_pasted_into_a_pull_request()
    {
        var result = await Gwp.RunAsync("diff", folder.At("base"), folder.At("head"), "-o", "markdown");

        Assert.Contains("#### `shop.example` on port 80\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("  - `timeout`: `3s` → `10s`\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_with_errors_is_a_finding()
    {
        folder.Write("head/shop.yaml", Manifests.DuplicateKey);

        var result = await Gwp.RunAsync("diff", folder.At("base"), folder.At("head"));

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Contains("GWP1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_with_errors_counts_as_nothing()
    {
        folder.Write("base/shop.yaml", Manifests.DuplicateKey);

        var result = await Gwp.RunAsync("diff", folder.At("base"), folder.At("head"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("shop.example on port 80: added\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("the base has errors", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_of_a_repository_are_named_behind_an_at_sign()
    {
        Assert.SkipUnless(GitRepository.IsInstalled, GitRepository.NotInstalled);
        using var repository = new GitRepository();
        repository.Write("deploy/shop.yaml", Manifests.Shop);
        repository.Commit("first");
        repository.Run("branch", "feature/longer");
        repository.Write("deploy/shop.yaml", Changed);
        var second = repository.Commit("second");

        var commits = await Gwp.RunAsync(
            "diff", $"{repository.FullPath}@feature/longer", $"{repository.FullPath}@{second}", "--path", "deploy");
        var folderNow = await Gwp.RunAsync("diff", $"{repository.FullPath}@feature/longer", repository.FullPath, "--path", "deploy");

        Assert.True(commits.ExitCode == 0, commits.Error);
        Assert.Contains("timeout: 3s → 10s", commits.Out, StringComparison.Ordinal);
        Assert.Contains("(deploy/shop.yaml:", commits.Out, StringComparison.Ordinal);
        Assert.Contains("timeout: 3s → 10s", folderNow.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_live_in_a_store_can_be_the_base()
    {
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        var published = await Gwp.RunAsync(
            "publish", "--from", folder.At("base"), "--store", folder.At("store"), "--keys", folder.At("keys"), "--channel", "edge");
        Assert.True(published.ExitCode == 0, published.Error);

        var result = await Gwp.RunAsync("diff", "--store", folder.At("store"), "--channel", "edge", folder.At("head"));
        var missing = await Gwp.RunAsync("diff", "--store", folder.At("store"), "--channel", "other", folder.At("head"));

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("timeout: 3s → 10s", result.Out, StringComparison.Ordinal);
        Assert.Equal(3, missing.ExitCode);
    }

    [Fact]
    public async Task A_bundle_can_be_a_side()
    {
        await Gwp.RunAsync("build", folder.At("base"), "--out", folder.At("old.tar.gz"));

        var result = await Gwp.RunAsync("diff", folder.At("old.tar.gz"), folder.At("head"));

        Assert.Contains("timeout: 3s → 10s", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_narrow_window_breaks_lines_and_a_pipe_does_not()
    {
        string[] arguments = ["diff", folder.At("base"), folder.At("head")];
        var narrow = await Gwp.RunAsync(arguments, width: 40);
        var piped = await Gwp.RunAsync(arguments);

        Assert.All(
            narrow.Out.Split('\n').Where(line => line.Trim().Split(' ').Length > 2),
            line => Assert.True(line.Length <= 40 || line.Trim().Split(' ').Max(word => word.Length) > 30, $"too long: '{line}'"));
        Assert.DoesNotContain("\u001b", piped.Out, StringComparison.Ordinal);
        Assert.Contains(piped.Out.Split('\n'), line => line.Length > 40);
    }

    [Fact]
    public async Task Colour_marks_what_comes_and_goes()
    {
        var result = await Gwp.RunAsync(["diff", folder.At("base"), folder.At("head")], hasColour: true);

        Assert.Contains("\u001b[33m  ~ uri.exact /checkout", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff")]
    [InlineData("diff", "a", "b", "c")]
    [InlineData("diff", "a", "b", "--store", "s")]
    [InlineData("diff", "--store", "s")]
    public async Task Anything_else_is_wrong_usage(params string[] arguments)
    {
        var result = await Gwp.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task A_side_that_is_not_there_is_named()
    {
        var result = await Gwp.RunAsync("diff", folder.At("nowhere"), folder.At("head"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("nowhere", result.Error, StringComparison.Ordinal);
    }
}
