using System.Text.Json;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Agent.Tests;

/// <summary>Two gateways of one channel, of which one is a canary, and what a rollout makes of them.</summary>
public sealed class RolloutOnEnvoyTests : IAsyncDisposable
{
    private static readonly RolloutPlan Plan = new()
    {
        Stages = [new(0, TimeSpan.Zero), new(100, TimeSpan.Zero)],
        Bake = TimeSpan.Zero,
        Canaries = ["canary"],
    };

    private readonly TestChannel channel = new();
    private readonly AgentFolders canaryFolders = new();
    private readonly AgentFolders otherFolders = new();
    private readonly int port = Upstream.FreePort();
    private readonly Upstream one = Upstream.Start("one");
    private readonly Upstream two = Upstream.Start("two");

    public RolloutOnEnvoyTests() => EnvoyBinary.PathOrSkip();

    private GatewayConfiguration First => new GatewayConfiguration().WithListener(port, "a").WithCluster("a", one.Port);

    private GatewayConfiguration Second => new GatewayConfiguration().WithListener(port, "b").WithCluster("b", two.Port);

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        canaryFolders.Dispose();
        otherFolders.Dispose();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    // Both Envoys listen on one port: the system shares connections out, so a client sees what both of them serve.
    [Fact]
    public async Task A_candidate_reaches_its_cohort_and_goes_back_without_a_failed_request()
    {
        await channel.PublishAsync(First);
        await using var canary = AgentProcess.StartAs("canary", channel, canaryFolders, Reporting);
        await using var other = AgentProcess.StartAs("other", channel, otherFolders, Reporting);
        await using var canaryEnvoy = await canary.StartEnvoyAsync();
        await using var otherEnvoy = await other.StartEnvoyAsync();
        await Task.WhenAll(canary.AwaitActiveAsync(1), other.AwaitActiveAsync(1));
        await using var traffic = Traffic.To(port);

        await channel.PublishAsync(Second.ToSnapshot(), rollout: Plan);
        await canary.AwaitActiveAsync(2);
        await AwaitReportAsync("other", report => report is { State: GatewayState.PendingCohort, Head.Sequence: 1 });
        await AwaitReportAsync("canary", report => report is { State: GatewayState.InSync, Active.Sequence: 2 });
        Assert.Equal(1, await ActiveAsync(other));

        await channel.EditAsync(HeadTransitions.Advance);
        await other.AwaitActiveAsync(2);
        Assert.Equal("two", await Traffic.OnceAsync(port));

        // What was stable lies on disk: the way back needs none of the store's bundles.
        Directory.Delete(Path.Combine(channel.Store, "blobs"), recursive: true);
        await channel.EditAsync((head, stamp) => HeadTransitions.Withdraw(head, "second thoughts", mayReturn: false, stamp));
        await Task.WhenAll(AwaitBackAsync(canary, 1), AwaitBackAsync(other, 1));
        Assert.Equal("one", await Traffic.OnceAsync(port));
        Assert.Equal(2, Floor(canaryFolders).GetProperty("sequence").GetInt64());

        await traffic.StopAsync();
        Assert.Empty(traffic.Failures);
    }

    [Fact]
    public async Task A_withdrawn_candidate_does_not_come_back_when_the_agent_starts_anew_without_its_store()
    {
        await channel.PublishAsync(First);
        await using var envoy = await RunAsync(async agent =>
        {
            var started = await agent.StartEnvoyAsync();
            await agent.AwaitActiveAsync(1);
            await channel.PublishAsync(Second.ToSnapshot(), rollout: Plan);
            await agent.AwaitActiveAsync(2);
            await channel.EditAsync((head, stamp) => HeadTransitions.Withdraw(head, "no", mayReturn: false, stamp));
            await AwaitBackAsync(agent, 1);

            return started;
        });
        Directory.Move(channel.Store, channel.Store + ".away");

        await using var again = AgentProcess.StartAs("canary", channel, canaryFolders);
        await again.AwaitAsync(status => status.GetProperty("lastError").ValueKind == JsonValueKind.Object, "a lost store");

        Assert.Equal(1, await ActiveAsync(again));
        Assert.Equal("one", await Traffic.OnceAsync(port));
        Assert.Equal(2, Floor(canaryFolders).GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task A_candidate_that_was_fetched_before_the_agent_died_is_activated_after_it()
    {
        await channel.PublishAsync(First);
        await using var envoy = await RunAsync(async agent =>
        {
            var started = await agent.StartEnvoyAsync();
            await agent.AwaitActiveAsync(1);

            return started;
        });
        await envoy.KillAsync();
        await channel.PublishAsync(Second.ToSnapshot(), rollout: Plan);
        await RunAsync(async agent => await agent.AwaitAsync(
            status => status.GetProperty("head") is { ValueKind: JsonValueKind.Object } head
                && head.GetProperty("candidate").GetBoolean()
                && Directory.Exists(Path.Combine(canaryFolders.Data, "generations", "000001-000000000002")),
            "the candidate on disk"));
        Directory.Move(channel.Store, channel.Store + ".away");

        await using var again = AgentProcess.StartAs("canary", channel, canaryFolders);
        await using var fresh = await again.StartEnvoyAsync();

        await again.AwaitActiveAsync(2);
        await Traffic.ExpectAsync(port, "two");
    }

    [Fact]
    public async Task A_gateway_that_refuses_the_candidate_keeps_the_stable_release_and_the_rollout_is_taken_back()
    {
        await channel.PublishAsync(First);
        await using var canary = AgentProcess.StartAs("canary", channel, canaryFolders, Reporting);
        await using var envoy = await canary.StartEnvoyAsync();
        await canary.AwaitActiveAsync(1);

        await channel.PublishAsync((Second with { RouteRegex = "(" }).ToSnapshot(), rollout: Plan);
        var report = await AwaitReportAsync("canary", each => each.State == GatewayState.Rejected);

        Assert.Equal((1, 2), (report.Active?.Sequence, report.Head?.Sequence));
        Assert.Contains("missing ): (", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        var withdrawn = await channel.EditAsync((head, stamp) =>
            Assert.IsType<HeadChange.Write>(AdvanceRollout.Decide(head, [report], stamp)).Next);
        Assert.Contains("canary canary refuses it", withdrawn.Withdrawn?.Reason, StringComparison.Ordinal);
        await AwaitReportAsync(
            "canary", each => each.State == GatewayState.InSync && each.Head?.Revision == withdrawn.Revision);
        Assert.Equal("one", await Traffic.OnceAsync(port));

        // The next candidate is another one: it is tried.
        await channel.PublishAsync(Second.ToSnapshot(), rollout: Plan);
        await canary.AwaitActiveAsync(3);
        Assert.Equal("two", await Traffic.OnceAsync(port));
    }

    [Fact]
    public async Task Requests_are_counted_under_the_bundle_that_is_in_effect()
    {
        await channel.PublishAsync(First);
        await using var agent = AgentProcess.StartAs("canary", channel, canaryFolders, Reporting);
        await using var envoy = await agent.StartEnvoyAsync();
        await agent.AwaitActiveAsync(1);
        await AwaitReportAsync("canary", report => report.Traffic is not null);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("one", await Traffic.OnceAsync(port));
        }

        var counted = await AwaitReportAsync("canary", report => report.Traffic?.Requests >= 20);
        Assert.Equal((20, 0), (counted.Traffic?.Requests, counted.Traffic?.Failures));
        await channel.PublishAsync(new GatewayConfiguration().WithListener(port, "gone").WithCluster("gone", Upstream.FreePort()));
        await agent.AwaitActiveAsync(2);
        await AwaitReportAsync("canary", report => report is { Active.Sequence: 2, Traffic.Requests: 0 });
        await Traffic.OnceAsync(port);
        await AwaitReportAsync("canary", report => report.Traffic is { Requests: 1, Failures: 1 });
    }

    private string[] Reporting => ["--report", channel.Store, "--report-every", "300ms"];

    private async Task<T> RunAsync<T>(Func<AgentProcess, Task<T>> use)
    {
        await using var agent = AgentProcess.StartAs("canary", channel, canaryFolders);
        var result = await use(agent);
        await agent.KillAsync();

        return result;
    }

    private async Task<GatewayReport> AwaitReportAsync(string gatewayId, Func<GatewayReport, bool> condition)
    {
        var path = Path.Combine(channel.Store, StoreLayout.Report(gatewayId));
        var last = "nothing";
        for (var deadline = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < deadline;)
        {
            if (File.Exists(path))
            {
                var json = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
                last = System.Text.Encoding.UTF8.GetString(json);
                Assert.InRange(json.Length, 1, Limits.ReportBytes);
                Assert.True(GatewayReport.TryRead(json, out var report, out var reason), reason);
                if (condition(report))
                {
                    return report;
                }
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"gateway {gatewayId} never reported what was awaited; last it reported {last}");
    }

    private static async Task AwaitBackAsync(AgentProcess agent, long sequence) => await agent.AwaitAsync(
        status => status.GetProperty("active").GetProperty("sequence").GetInt64() == sequence, $"sequence {sequence} again");

    private static async Task<long> ActiveAsync(AgentProcess agent) =>
        (await agent.StatusAsync()).GetProperty("active").GetProperty("sequence").GetInt64();

    private static JsonElement Floor(AgentFolders folders) =>
        JsonDocument.Parse(File.ReadLines(Path.Combine(folders.Data, "floor.json")).First()).RootElement;
}
