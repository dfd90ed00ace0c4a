using System.Diagnostics;
using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class PublishTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Publishes_once_and_then_finds_it_published()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var first = await PublishAsync("-o", "json");
        var second = await PublishAsync("-o", "json");

        Assert.Equal(0, first.ExitCode);
        var published = JsonDocument.Parse(first.Out).RootElement;
        Assert.Equal("published", published.GetProperty("outcome").GetString());
        Assert.Equal("edge", published.GetProperty("channel").GetString());
        Assert.Equal(1, published.GetProperty("sequence").GetInt64());
        Assert.StartsWith("sha256:", published.GetProperty("contentDigest").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("store/channels/edge/current.json")));
        var unchanged = JsonDocument.Parse(second.Out).RootElement;
        Assert.Equal("unchanged", unchanged.GetProperty("outcome").GetString());
        Assert.Equal(
            published.GetProperty("contentDigest").GetString(), unchanged.GetProperty("contentDigest").GetString());
    }

    [Fact]
    public async Task Says_each_step()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var result = await PublishAsync();

        Assert.Matches(
            """
            \Acompiled   sha256:[0-9a-f]{64}
            published  channel edge is at sequence 1 \(epoch 1, revision 1\)
            \z
            """.ReplaceLineEndings("\n"),
            result.Out);
    }

    [Fact]
    public async Task Errors_publish_nothing()
    {
        folder.Write("shop/web.yaml", Manifests.DuplicateKey);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var text = await PublishAsync();
        var json = await PublishAsync("-o", "json");

        Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
        Assert.Contains("web.yaml:3:1: error", text.Error, StringComparison.Ordinal);
        Assert.Contains("refused: channel edge: the manifests have errors", text.Error, StringComparison.Ordinal);
        var refused = JsonDocument.Parse(json.Out).RootElement;
        Assert.Equal("refused", refused.GetProperty("outcome").GetString());
        Assert.NotEmpty(refused.GetProperty("findings").EnumerateArray());
        Assert.False(Directory.Exists(folder.At("store/channels")));
        Assert.False(Directory.Exists(folder.At("store/releases")));
    }

    [Fact]
    public async Task A_channel_of_other_keys_is_not_taken_over()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        await PublishAsync();
        Directory.Move(folder.At("keys"), folder.At("former"));
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var result = await PublishAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("channels/edge/current.json is not of this root", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_a_broken_world()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        folder.Write("file", "no folder");
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var result = await PublishToAsync(folder.At("file/store"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("file/store cannot be written", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishes_each_Fleet_of_a_branch_to_its_channel()
    {
        folder.Write("repo/shop.yaml", Manifests.Shop);
        folder.Write("repo/fleets.yaml", Fleet("east", "blue") + "---\n" + Fleet("west", "green"));
        var commit = Commit();
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var text = await PublishBranchAsync();
        var json = await PublishBranchAsync("-o", "json");
        var one = await PublishBranchAsync("--fleet", "west", "-o", "json");
        var unclear = await PublishBranchAsync("--channel", "red");

        Assert.Equal((0, 0, 0, 1), (text.ExitCode, json.ExitCode, one.ExitCode, unclear.ExitCode));
        Assert.Matches(
            $"""
            \Aresolved   refs/heads/main is at commit {commit[..12]}
            compiled   sha256:[0-9a-f]+
            published  channel blue is at sequence 1 \(epoch 1, revision 1\)
            resolved   refs/heads/main is at commit {commit[..12]}
            compiled   sha256:[0-9a-f]+
            published  channel green is at sequence 1 \(epoch 1, revision 1\)
            \z
            """.ReplaceLineEndings("\n"),
            text.Out);
        var lines = json.Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            [("unchanged", "blue", "east", commit), ("unchanged", "green", "west", commit)],
            lines.Select(line => (Text(line, "outcome"), Text(line, "channel"), Text(line, "fleet"), Text(line, "commit"))));
        Assert.Equal("green", Text(JsonDocument.Parse(one.Out).RootElement, "channel"));
        Assert.Contains("GWP", unclear.Error, StringComparison.Ordinal);

        static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_platform_s_own_source_says_which_Fleets_there_are()
    {
        folder.Write("repo/shop.yaml", Manifests.Shop);
        folder.Write("platform/fleet.yaml", Fleet("east", "blue"));
        Commit();
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var published = await PublishBranchAsync("--platform", folder.At("platform"));
        folder.Write("platform/fleet.yaml", Fleet("east", "blue") + "  locality: somewhere/else\n");
        var again = await PublishBranchAsync("--platform", folder.At("platform"));
        var gone = await PublishBranchAsync("--platform", folder.At("nowhere"));

        Assert.Contains("published  channel blue is at sequence 1", published.Out, StringComparison.Ordinal);
        // Another platform is another input, so the same commit is compiled again.
        Assert.Contains("compiled ", again.Out, StringComparison.Ordinal);
        Assert.Equal(1, gone.ExitCode);
        Assert.Contains("the platform's source", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_expires_when_it_was_said_to()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        Assert.Equal(0, (await PublishAsync("--expires", "12h")).ExitCode);

        var status = await Gwp.RunAsync("status", "--store", folder.At("store"), "-o", "json");
        var channel = JsonDocument.Parse(status.Out).RootElement.GetProperty("channels")[0];
        Assert.Equal(
            TimeSpan.FromHours(12),
            channel.GetProperty("expires").GetDateTimeOffset() - channel.GetProperty("issuedAt").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("4m")]
    [InlineData("367d")]
    [InlineData("12")]
    [InlineData("-1d")]
    [InlineData("d")]
    [InlineData("99999999999d")]
    public async Task A_lifetime_that_makes_no_sense_is_wrong_usage(string expires)
    {
        var result = await PublishAsync("--expires", expires);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("write 5m to 366d", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_without_Fleets_needs_a_channel()
    {
        folder.Write("repo/shop.yaml", Manifests.Shop);
        Commit();
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var result = await PublishBranchAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("refused: no Fleet names a channel", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Less_is_published_only_on_purpose()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        await PublishAsync();
        File.Delete(folder.At("shop/shop.yaml"));

        var refused = await PublishAsync();
        var allowed = await PublishAsync("--allow-shrink");

        Assert.Equal((1, 0), (refused.ExitCode, allowed.ExitCode));
        Assert.Contains("no Gateway is left", refused.Error, StringComparison.Ordinal);
        Assert.Contains("is at sequence 2", allowed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/store?secret", "--store https://example.com/store: a web server can only be read")]
    [InlineData("s3://bucket", "--store: the store 's3://bucket/' cannot be opened")]
    [InlineData("azure:", "write azure:CONTAINER")]
    public async Task A_store_that_was_written_wrongly_is_said(string store, string reason)
    {
        var result = await PublishToAsync(store);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static string Fleet(string name, string channel) => $$"""
        apiVersion: gatewaypipeline.dev/v1
        kind: Fleet
        metadata: { name: {{name}}, namespace: istio-system }
        spec:
          labels: { istio: ingressgateway }
          channel: {{channel}}

        """;

    private string Commit()
    {
        string[] identity = ["-c", "user.name=A. U. Thor", "-c", "user.email=author@example.com"];
        RunGit("init", "--quiet", "--initial-branch=main");
        RunGit("add", "--all");
        RunGit([.. identity, "commit", "--quiet", "--message", "first"]);

        return RunGit("rev-parse", "HEAD").Trim();
    }

    private string RunGit(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder.At("repo"), RedirectStandardOutput = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start);
        Assert.NotNull(git);
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);

        return output;
    }

    private Task<Gwp> PublishBranchAsync(params string[] more) => Gwp.RunAsync(
        [
            "publish", "--from", folder.At("repo"), "--ref", "main", "--store", folder.At("store"),
            "--keys", folder.At("keys"), .. more,
        ]);

    private Task<Gwp> PublishAsync(params string[] more) => PublishToAsync(folder.At("store"), more);

    private Task<Gwp> PublishToAsync(string store, params string[] more) => Gwp.RunAsync(
        ["publish", "--from", folder.At("shop"), "--channel", "edge", "--store", store, "--keys", folder.At("keys"), .. more]);
}
