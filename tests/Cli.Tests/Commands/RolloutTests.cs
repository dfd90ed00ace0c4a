using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;

namespace GatewayPipeline.Cli.Tests.Commands;

/// <summary>A release on its way: published with a plan, taken on, halted, taken back, and rolled back.</summary>
public sealed class RolloutTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_release_goes_through_its_stages_and_old_content_comes_back_under_a_new_number()
    {
        await PublishAsync("one");
        await PublishAsync("two", 0, "--rollout", "canary10", "--canary", "gw-1");

        AssertSays(await RunAsync("status"), "release 1 is stable, release 2 is at 0 %, stage 1 of 3");
        AssertSays(await RunAsync("promote"), "changed    release 2 goes to 10 %", "stage 2 of 3");
        AssertSays(await RunAsync("promote", "--to", "100"), "release 2 goes to 100 %", "stage 3 of 3");
        AssertSays(await RunAsync("promote"), "release 2 has reached all gateways and bakes", "baking");
        AssertSays(
            await RunAsync("promote"), "release 2 is the stable one; it is no last-known-good yet", "channel edge: release 2 is stable");
        AssertSays(
            await RunAsync("rollback"), "published  release 3 has the content of release 1", "channel edge: release 3 is stable");
        Assert.Equal(1, (await RunAsync("promote")).ExitCode);
    }

    [Fact]
    public async Task A_rollback_takes_the_newest_that_was_good_unless_another_one_is_named()
    {
        await PublishAsync("one");
        await PublishAsync("two", 0, "--rollout", "allAtOnce");
        await RunAsync("promote");
        AssertSays(await RunAsync(new OtherDay(1), "promote"), "release 2 is the stable one, and a last-known-good");
        await PublishAsync("three");
        await PublishAsync("four");

        AssertSays(await RunAsync("rollback"), "release 5 has the content of release 2");
        AssertSays(await RunAsync("rollback", "--to", "3"), "release 6 has the content of release 3");
        AssertSays(await RunAsync("rollback", "--to", "3"), "unchanged");
        AssertSays(
            await RunAsync("rollback", "--to", "1", "--rollout", "linear20every6m"), "release 7 has the content", "is at 20 %, stage 1 of 5");
        AssertRefused(await RunAsync("rollback", "--to", "99"), "no release record at releases/edge/1-000000000099.json");
    }

    [Fact]
    public async Task What_is_no_longer_in_the_store_cannot_come_back()
    {
        await PublishAsync("one");
        await PublishAsync("two");
        Directory.Delete(folder.At("store/blobs"), recursive: true);

        AssertRefused(await RunAsync("rollback", "--to", "1"), "the bundle of release 1 is no longer at blobs/sha256/");
    }

    [Fact]
    public async Task A_rollout_is_halted_goes_on_and_is_taken_back_for_good()
    {
        await PublishAsync("one");
        await PublishAsync("two", 0, "--rollout", "canary10");

        AssertSays(await RunAsync("rollout", "pause", "--reason", "lunch"), "halted: lunch", "gwp rollout resume goes on");
        AssertSays(await RunAsync("rollout", "pause"), "it is halted already: lunch");
        AssertSays(await RunAsync("rollout", "advance"), "waiting    halted: lunch");
        AssertSays(await RunAsync("rollout", "resume"), "the stage begins anew");
        AssertSays(await RunAsync("rollout", "advance"), "no gateway of this channel reports");
        AssertRefused(await RunAsync("promote", "--to", "5"), "is at 10 % already, and a percentage only rises");
        AssertSays(
            await RunAsync("rollout", "abort", "--reason", "wrong backend"), "release 2 is taken back: wrong backend",
            "release 1 is stable, release 2 was taken back");

        var refused = await PublishAsync("two", 1);
        Assert.Contains("release 2 with the same content was taken back", refused.Error, StringComparison.Ordinal);
        await PublishAsync("two", 0, "--again");
        AssertSays(await RunAsync("status", "--channel", "edge"), "edge ");
    }

    [Fact]
    public async Task Gateways_are_shown_as_they_report_and_none_speaks_for_another()
    {
        await PublishAsync("one");
        await PublishAsync("two", 0, "--rollout", "canary10", "--canary", "gw-1");
        Report("gw-1", ReportOf("gw-1", 1) with
        {
            State = GatewayState.Rejected,
            Head = new(1, 2, 2, Candidate, Candidate: true),
            Refused = [new(2, Candidate, "bad regex", Environment: false)],
        });
        Report("gw-2", ReportOf("gw-2", 1) with { State = GatewayState.PendingCohort });
        Report("gw-3", ReportOf("gw-3", 1) with { ReportedAt = DateTimeOffset.UtcNow.AddMinutes(-10) });
        Report("gw-4", ReportOf("gw-1", 2));
        Report("gw-5", ReportOf("gw-5", 2) with { ReportedAt = DateTimeOffset.UtcNow.AddDays(1) });

        var status = await RunAsync("status");

        Assert.Equal(1, status.ExitCode);
        Assert.Matches("gw-1 +edge +REJECTED +1 +1.40.0 +\\d+s ago +bad regex\n", status.Out);
        Assert.Matches("gw-2 +edge +PENDING_COHORT +1 ", status.Out);
        Assert.Matches("gw-3 +edge +OFFLINE +1 ", status.Out);
        Assert.Contains("status/gw-4.json counts for nothing: it speaks for gateway 'gw-1'", status.Out, StringComparison.Ordinal);
        Assert.Contains("status/gw-5.json counts for nothing: it is of ", status.Out, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await RunAsync("status", "-o", "json")).Out).RootElement;
        Assert.Equal(
            ["REJECTED", "OFFLINE", "PENDING_COHORT"],
            json.GetProperty("gateways").EnumerateArray().Select(each => each.GetProperty("state").GetString()));
        Assert.Equal(2, json.GetProperty("channels")[0].GetProperty("rollout").GetProperty("sequence").GetInt64());

        AssertSays(await RunAsync("rollout", "advance"), "release 2 is taken back: canary gw-1 refuses it: bad regex");
        var after = JsonDocument.Parse((await RunAsync("rollout", "advance", "-o", "json")).Out).RootElement;
        Assert.Equal("waiting", after.GetProperty("outcome").GetString());
        Assert.Equal(2, after.GetProperty("withdrawn").GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task A_plan_that_asks_for_two_release_keys_is_refused_one_and_nothing_is_under_way()
    {
        await PublishAsync("one");
        var refused = await PublishAsync("two", 1, "--rollout", "emergency");

        Assert.Contains("signed by 1 release keys, and its rollout asks for 2", refused.Error, StringComparison.Ordinal);
        AssertSays(await RunAsync("rollout", "watch"), "no rollout is under way");
    }

    [Theory]
    [InlineData("--canary gw-1", "--canary needs a --rollout")]
    [InlineData("--rollout fast", "fast")]
    public async Task What_was_written_wrongly_is_said(string options, string reason)
    {
        await PublishAsync("one");

        var result = await PublishAsync("two", 2, options.Split(' '));

        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_the_channel_key_alone_can_take_a_rollout_on()
    {
        await PublishAsync("one");
        await PublishAsync("two", 0, "--rollout", "canary10");
        File.Delete(folder.At("keys/release.key.pem"));

        AssertSays(await RunAsync("promote"), "release 2 goes to 100 %");
    }

    private BundleDigest Candidate
    {
        get
        {
            var head = JsonDocument.Parse(File.ReadAllText(folder.At("store/channels/edge/current.json"))).RootElement;
            var payload = JsonDocument.Parse(head.GetProperty("payload").GetBytesFromBase64()).RootElement;
            Assert.True(BundleDigest.TryParse(
                payload.GetProperty("rollout").GetProperty("bundle").GetProperty("contentDigest").GetString(), out var digest));

            return digest;
        }
    }

    private static GatewayReport ReportOf(string gatewayId, long active) => new()
    {
        Format = 1,
        GatewayId = gatewayId,
        Channel = "edge",
        ReportedAt = DateTimeOffset.UtcNow,
        State = GatewayState.InSync,
        AgentVersion = "1.0.0",
        EnvoyVersion = "1.40.0",
        Connected = true,
        Active = new(1, active, BundleDigest.Of("active"u8), DateTimeOffset.UtcNow),
    };

    private void Report(string name, GatewayReport report) =>
        folder.Write($"store/status/{name}.json", System.Text.Encoding.UTF8.GetString(report.ToJson()));

    private async Task<Gwp> PublishAsync(string prefix, int exitCode = 0, params string[] more)
    {
        folder.Write("shop/shop.yaml", Manifests.Shop.Replace("prefix: /old", $"prefix: /{prefix}", StringComparison.Ordinal));
        if (!Directory.Exists(folder.At("keys")))
        {
            await Gwp.RunAsync("keys", "init", folder.At("keys"));
        }

        var result = await Gwp.RunAsync(
        [
            "publish", "--from", folder.At("shop"), "--channel", "edge", "--store", folder.At("store"),
            "--keys", folder.At("keys"), "--allow-shrink", .. more,
        ]);
        Assert.True(result.ExitCode == exitCode, result.Error);

        return result;
    }

    private Task<Gwp> RunAsync(params string[] arguments) => RunAsync(TimeProvider.System, arguments);

    private Task<Gwp> RunAsync(TimeProvider time, params string[] arguments) => Gwp.RunAsync(
        arguments[0] is "status"
            ? [.. arguments, "--store", folder.At("store")]
            : [.. arguments, "--channel", "edge", "--store", folder.At("store"), "--keys", folder.At("keys")],
        time: time);

    private static void AssertSays(Gwp result, params string[] texts)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(texts, text => Assert.Contains(text, result.Out, StringComparison.Ordinal));
    }

    private static void AssertRefused(Gwp result, string reason)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }
}
