using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class StatusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Shows_every_channel_of_a_store()
    {
        await PublishAsync("edge");
        await PublishAsync("inner");

        var result = await StatusAsync(new OtherDay(3));

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(
            """
            \ACHANNEL +SEQUENCE +EPOCH +REVISION +AGE +EXPIRES IN +COMMIT +STATE
            edge +1 +1 +1 +3d +3d +- +good
            inner +1 +1 +1 +3d +3d +- +good
            \z
            """.ReplaceLineEndings("\n"),
            result.Out);
    }

    [Fact]
    public async Task Says_as_JSON_what_a_channel_is_at()
    {
        await PublishAsync("edge");
        await PublishAsync("inner");

        var result = await StatusAsync(TimeProvider.System, "--channel", "inner", "-o", "json");

        Assert.Equal(0, result.ExitCode);
        var channel = Assert.Single(JsonDocument.Parse(result.Out).RootElement.GetProperty("channels").EnumerateArray());
        Assert.Equal("inner", channel.GetProperty("channel").GetString());
        Assert.Equal("good", channel.GetProperty("state").GetString());
        Assert.Equal(1, channel.GetProperty("sequence").GetInt64());
        Assert.Equal(folder.At("shop"), channel.GetProperty("repository").GetString());
        Assert.Equal(JsonValueKind.Null, channel.GetProperty("commit").ValueKind);
        Assert.StartsWith("sha256:", channel.GetProperty("contentDigest").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            TimeSpan.FromDays(7),
            channel.GetProperty("expires").GetDateTimeOffset() - channel.GetProperty("issuedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task An_expired_head_is_shown_and_said()
    {
        await PublishAsync("edge");

        var result = await StatusAsync(new OtherDay(8));

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("edge +1 +1 +1 +8d +- +- +refused: the head expired at ", result.Out);
    }

    [Fact]
    public async Task A_head_that_is_not_signed_by_the_stores_roots_is_not_shown()
    {
        await PublishAsync("edge");
        folder.Write("store/channels/edge/current.json", "{}");

        var result = await StatusAsync(TimeProvider.System);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("edge +- +- +- +- +- +- +refused: the head is not a signed envelope", result.Out);
    }

    [Fact]
    public async Task A_channel_that_is_not_there_is_said()
    {
        await PublishAsync("edge");

        var result = await StatusAsync(TimeProvider.System, "--channel", "other");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("refused: there is no channels/other/current.json", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/store", "say --channel NAME")]
    [InlineData("s3://bucket", "--store: the store 's3://bucket/' cannot be opened")]
    [InlineData("store --channel Edge", "'Edge' cannot be a channel")]
    public async Task What_was_written_wrongly_is_said(string store, string reason)
    {
        var result = await Gwp.RunAsync(["status", "--store", .. store.Split(' ')]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_a_broken_world()
    {
        var result = await StatusAsync(TimeProvider.System, "--channel", "edge");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("is not there", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task PublishAsync(string channel)
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        if (!Directory.Exists(folder.At("keys")))
        {
            await Gwp.RunAsync("keys", "init", folder.At("keys"));
        }

        var result = await Gwp.RunAsync(
            "publish", "--from", folder.At("shop"), "--channel", channel, "--store", folder.At("store"),
            "--keys", folder.At("keys"));
        Assert.Equal(0, result.ExitCode);
    }

    private Task<Gwp> StatusAsync(TimeProvider time, params string[] more) =>
        Gwp.RunAsync(["status", "--store", folder.At("store"), .. more], time: time);
}
