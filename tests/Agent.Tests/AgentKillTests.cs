using System.Globalization;
using GatewayPipeline.Agent.Tests.Gateways;

namespace GatewayPipeline.Agent.Tests;

/// <summary>
/// The agent is killed at random moments while bundles arrive. A small slice of a campaign: <c>GWP_KILLS</c> sets how many
/// times, <c>GWP_SEED</c> replays one.
/// </summary>
public sealed class AgentKillTests : IAsyncDisposable
{
    private const int DefaultKills = 10;
    private const int LongestLifeMilliseconds = 700;

    private readonly TestChannel channel = new();
    private readonly AgentFolders folders = new();
    private readonly Upstream one = Upstream.Start("one");
    private readonly Upstream two = Upstream.Start("two");

    public AgentKillTests() => EnvoyBinary.PathOrSkip();

    private static int Kills => Number("GWP_KILLS") ?? DefaultKills;

    [Fact]
    public async Task Leaves_old_or_new_whenever_it_is_killed_and_loses_no_request()
    {
        var seed = Number("GWP_SEED") ?? Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"GWP_SEED={seed}");
        var random = new Random(seed);
        int[] ports = [Upstream.FreePort(), Upstream.FreePort()];
        await channel.PublishAsync(Configuration("one", ports));
        await using var first = AgentProcess.Start(channel, folders);
        await using var envoy = await first.StartEnvoyAsync();
        await first.AwaitActiveAsync(1);
        await first.KillAsync();
        await using var traffic = Traffic.To(ports[0], clients: 2);

        var interrupted = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using (var agent = AgentProcess.Start(channel, folders))
            {
                // Some die while they start, most of them at work.
                if (random.Next(4) > 0)
                {
                    await agent.StatusAsync();
                }

                for (var life = random.Next(LongestLifeMilliseconds); life > 0;)
                {
                    var pause = Math.Min(life, 20);
                    await Task.Delay(pause, TestContext.Current.CancellationToken);
                    life -= pause;
                    await channel.PublishAsync(Configuration(random.Next(2) == 0 ? "one" : "two", ports));
                }

                await agent.KillAsync();
                interrupted += File.Exists(Path.Combine(folders.Data, "activating.json")) ? 1 : 0;
            }

            var name = kill % 2 == 0 ? "one" : "two";
            var head = await channel.PublishAsync(Configuration(name, ports));
            await using var after = AgentProcess.Start(channel, folders);
            await after.AwaitActiveAsync(head.Sequence);

            Assert.Equal([name, name], await Task.WhenAll(ports.Select(Traffic.OnceAsync)));
            await after.KillAsync();
        }

        await traffic.StopAsync();
        TestContext.Current.SendDiagnosticMessage(
            $"{Kills} kills, {interrupted} of them in the middle of an activation; {traffic.Count} requests");
        Assert.True(traffic.Failures.Count == 0, $"seed {seed}: {string.Join("; ", traffic.Failures.Take(5))}");
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        folders.Dispose();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    private GatewayConfiguration Configuration(string name, int[] ports) =>
        ports.Aggregate(
            new GatewayConfiguration().WithCluster(name, name == "one" ? one.Port : two.Port),
            (configuration, port) => configuration.WithListener(port, name));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
