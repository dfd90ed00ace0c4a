using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class ResignTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Brings_back_every_channel_of_the_store_whose_head_expired()
    {
        await PublishAsync("edge");
        await PublishAsync("inner");
        var later = new OtherDay(8);
        Assert.Equal(1, (await StatusAsync(later)).ExitCode);

        var result = await ResignAsync(later);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"signed +channel edge is at revision 2 until .*\nsigned +channel inner is at revision 2", result.Out);
        Assert.Equal(0, (await StatusAsync(later)).ExitCode);
    }

    [Fact]
    public async Task Says_as_JSON_what_was_due_and_what_was_not()
    {
        await PublishAsync("edge");

        var result = await ResignAsync(TimeProvider.System, "--if-due", "-o", "json");
        var later = await ResignAsync(new OtherDay(3), "--if-due", "-o", "json", "--expires", "12h");

        Assert.Equal("notDue", Assert.Single(Channels(result)).GetProperty("outcome").GetString());
        var signed = Assert.Single(Channels(later));
        Assert.Equal("signed", signed.GetProperty("outcome").GetString());
        Assert.Equal(
            TimeSpan.FromHours(12),
            signed.GetProperty("expires").GetDateTimeOffset() - signed.GetProperty("issuedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_head_of_others_is_refused_and_the_other_channels_are_signed_all_the_same()
    {
        await PublishAsync("edge");
        await PublishAsync("inner");
        folder.Write("store/channels/edge/current.json", "{}");

        var result = await ResignAsync(TimeProvider.System);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("refused +channel edge: .*is not of this root", result.Error);
        Assert.Matches("signed +channel inner", result.Out);
    }

    [Theory]
    [InlineData("--expires", "soon")]
    [InlineData("--expires", "30s")]
    [InlineData("--expires", "2000000000d")]
    [InlineData("--expires", "366d")]
    public async Task A_duration_that_is_none_is_wrong_usage(string option, string value)
    {
        await PublishAsync("edge");

        var result = await ResignAsync(TimeProvider.System, option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"'{value}' is no duration", result.Error, StringComparison.Ordinal);
    }

    private static JsonElement.ArrayEnumerator Channels(Gwp result) =>
        JsonDocument.Parse(result.Out).RootElement.GetProperty("channels").EnumerateArray();

    private Task<Gwp> ResignAsync(TimeProvider time, params string[] more) => Gwp.RunAsync(
        ["resign", "--store", folder.At("store"), "--keys", folder.At("keys"), .. more], time: time);

    private Task<Gwp> StatusAsync(TimeProvider time) =>
        Gwp.RunAsync(["status", "--store", folder.At("store")], time: time);

    private async Task PublishAsync(string channel)
    {
        if (!Directory.Exists(folder.At("keys")))
        {
            folder.Write("shop/shop.yaml", Manifests.Shop);
            await Gwp.RunAsync("keys", "init", folder.At("keys"));
        }

        var result = await Gwp.RunAsync(
            "publish", "--from", folder.At("shop"), "--channel", channel, "--store", folder.At("store"), "--keys",
            folder.At("keys"));
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
