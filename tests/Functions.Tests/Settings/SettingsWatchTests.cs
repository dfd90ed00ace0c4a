using GatewayPipeline.Delivery.Pipeline.Settings;
using GatewayPipeline.Functions.Tests.Scene;

namespace GatewayPipeline.Functions.Tests.Settings;

public sealed class SettingsWatchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SettableTime time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_document_comes_into_effect_without_a_restart()
    {
        using var watch = Open(Write("one"));
        Assert.Equal("one", (await watch.GetAsync(Cancellation)).Settings?.Store);

        Write("two");
        Assert.Equal("one", (await watch.GetAsync(Cancellation)).Settings?.Store);
        time.Advance(TimeSpan.FromMinutes(1));
        var state = await watch.GetAsync(Cancellation);

        Assert.Equal(("two", 2, null), (state.Settings?.Store, state.Version, state.Problem));
    }

    [Theory]
    [InlineData("{ \"store\": 1 }")]
    [InlineData("{")]
    [InlineData(null)]
    public async Task A_bad_document_leaves_the_last_good_one_in_effect_and_is_said(string? bad)
    {
        var path = Write("one");
        using var watch = Open(path);
        await watch.GetAsync(Cancellation);

        if (bad is null)
        {
            File.Delete(path);
        }
        else
        {
            await File.WriteAllTextAsync(path, bad, Cancellation);
        }

        time.Advance(TimeSpan.FromMinutes(1));
        var kept = await watch.GetAsync(Cancellation);
        Assert.Equal(("one", 1), (kept.Settings?.Store, kept.Version));
        Assert.Contains(path, kept.Problem, StringComparison.Ordinal);

        Write("two");
        time.Advance(TimeSpan.FromMinutes(1));
        var healed = await watch.GetAsync(Cancellation);
        Assert.Equal(("two", null), (healed.Settings?.Store, healed.Problem));
    }

    [Fact]
    public async Task What_was_never_good_is_looked_at_again_soon()
    {
        var path = folder.Write("pipeline.json", "{}");
        using var watch = Open(path);
        Assert.Null((await watch.GetAsync(Cancellation)).Settings);

        Write("one");
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("one", (await watch.GetAsync(Cancellation)).Settings?.Store);
    }

    [Theory]
    [InlineData("ftp://example.com/pipeline.json")]
    [InlineData("https://example.com/")]
    [InlineData("http://example.com/pipeline.json")]
    public void A_place_that_can_hold_no_settings_is_refused(string place) =>
        Assert.Throws<ArgumentException>(() => Open(place));

    public void Dispose() => folder.Dispose();

    private SettingsWatch Open(string place) => SettingsWatch.Open(place, ["github"], _ => null, time);

    private string Write(string store) => folder.Write(
        "pipeline.json",
        $$"""
        {
          "store": "{{store}}",
          "root": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
          "keys": ["release=r.pem", "channel=c.pem"],
          "sources": [{
            "name": "shop", "host": "github", "repository": "/repositories/shop.git", "repositoryId": "1",
            "refs": [{ "ref": "refs/heads/main" }]
          }]
        }
        """);
}
