using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class PruneTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Removes_what_nothing_names_at_the_second_time_and_tells_before()
    {
        await PublishAsync();
        var orphan = $"store/blobs/sha256/{new string('0', 64)}";
        folder.Write(orphan, "orphan");

        Assert.EndsWith(
            "0 of 6 objects removed\n", (await PruneAsync(new OtherDay(0))).Out, StringComparison.Ordinal);
        var marked = await PruneAsync(new OtherDay(10));
        Assert.Matches("1 +blobs +nothing names it; removed by a pruning after ", marked.Out);
        Assert.EndsWith("0 of 6 objects removed\n", marked.Out, StringComparison.Ordinal);
        var trial = await PruneAsync(new OtherDay(11), "--dry-run");
        Assert.Matches("1 +blobs +would be removed", trial.Out);
        Assert.EndsWith("2 of 6 objects would be removed\n", trial.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At(orphan)));

        var pruned = await PruneAsync(new OtherDay(11), "-o", "json");

        Assert.Equal(0, pruned.ExitCode);
        Assert.False(File.Exists(folder.At(orphan)));
        var root = JsonDocument.Parse(pruned.Out).RootElement;
        Assert.Equal("pruned", root.GetProperty("outcome").GetString());
        var objects = root.GetProperty("objects").EnumerateArray().ToDictionary(
            each => each.GetProperty("path").GetString() ?? "", each => each.GetProperty("state").GetString());

        // The lease of the publication is of no use any more, either.
        Assert.Equal(
            [orphan["store/".Length..], "leases/edge.json"],
            objects.Where(each => each.Value == "removed").Select(each => each.Key));
        Assert.Equal(4, objects.Count(each => each.Value == "kept"));
    }

    [Fact]
    public async Task Nothing_is_removed_while_a_head_is_not_of_the_roots()
    {
        await PublishAsync();
        folder.Write("store/channels/inner/current.json", "{}");

        var result = await PruneAsync(new OtherDay(400));
        var json = await PruneAsync(new OtherDay(400), "-o", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("channels/inner/current.json is not of this root", result.Error, StringComparison.Ordinal);
        Assert.Equal("refused", JsonDocument.Parse(json.Out).RootElement.GetProperty("outcome").GetString());
    }

    private Task<Gwp> PruneAsync(TimeProvider time, params string[] more) => Gwp.RunAsync(
        ["prune", "--store", folder.At("store"), "--keys", folder.At("keys"), .. more], time: time);

    private async Task PublishAsync()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        var result = await Gwp.RunAsync(
            "publish", "--from", folder.At("shop"), "--channel", "edge", "--store", folder.At("store"),
            "--keys", folder.At("keys"));
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
