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
        Assert.Contains("refused: the manifests have errors", text.Error, StringComparison.Ordinal);
        var refused = JsonDocument.Parse(json.Out).RootElement;
        Assert.Equal("refused", refused.GetProperty("outcome").GetString());
        Assert.NotEmpty(refused.GetProperty("findings").EnumerateArray());
        Assert.False(Directory.Exists(folder.At("store")));
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
        Assert.Contains("the store has another root", result.Error, StringComparison.Ordinal);
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

    private Task<Gwp> PublishAsync(params string[] more) => PublishToAsync(folder.At("store"), more);

    private Task<Gwp> PublishToAsync(string store, params string[] more) => Gwp.RunAsync(
        ["publish", "--from", folder.At("shop"), "--channel", "edge", "--store", store, "--keys", folder.At("keys"), .. more]);
}
