using GatewayPipeline.Agent.Tests.Gateways;

namespace GatewayPipeline.Agent.Tests;

/// <summary>
/// Kills the agent at random moments while bundles arrive and requests pour in; after each kill a new agent must bring
/// the gateway to the newest bundle.
/// </summary>
public sealed class KillCampaign(int seed) : IAsyncDisposable
{
    private const int LongestLifeMilliseconds = 700;

    private readonly Random random = new(seed);
    private readonly TestChannel channel = new();
    private readonly AgentFolders folders = new();
    private readonly Upstream one = Upstream.Start("one");
    private readonly Upstream two = Upstream.Start("two");
    private readonly int[] ports = [Upstream.FreePort(), Upstream.FreePort()];

    public async Task<KillReport> RunAsync(int kills)
    {
        await using var running = await StartGatewayAsync();
        await using var traffic = Traffic.To(ports[0], clients: 2);
        var interrupted = 0;
        var stale = new List<string>();
        for (var kill = 1; kill <= kills; kill++)
        {
            interrupted += await LiveAndDieAsync() ? 1 : 0;
            var name = kill % 2 == 0 ? "one" : "two";
            var answers = await RecoverAsync(name);
            stale.AddRange(answers.Where(answer => answer != name)
                .Select(answer => $"kill {kill}: '{answer}' instead of '{name}'"));
        }

        await traffic.StopAsync();

        return new(kills, interrupted, traffic.Count, [.. stale, .. traffic.Failures]);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        folders.Dispose();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    private async Task<EnvoyProcess> StartGatewayAsync()
    {
        await PublishAsync("one");
        await using var first = AgentProcess.Start(channel, folders);
        var running = await first.StartEnvoyAsync();
        await first.AwaitActiveAsync(1);
        await first.KillAsync();

        return running;
    }

    // True if it died in the middle of an activation.
    private async Task<bool> LiveAndDieAsync()
    {
        await using var agent = AgentProcess.Start(channel, folders);

        // Some die while they start, most of them at work.
        if (random.Next(4) > 0)
        {
            await agent.StatusAsync();
        }

        for (var life = random.Next(LongestLifeMilliseconds); life > 0;)
        {
            var pause = Math.Min(life, 20);
            await Task.Delay(pause);
            life -= pause;
            await PublishAsync(random.Next(2) == 0 ? "one" : "two");
        }

        await agent.KillAsync();

        return File.Exists(Path.Combine(folders.Data, "activating.json"));
    }

    private async Task<string[]> RecoverAsync(string name)
    {
        var sequence = await PublishAsync(name);
        await using var agent = AgentProcess.Start(channel, folders);
        await agent.AwaitActiveAsync(sequence);
        var answers = await Task.WhenAll(ports.Select(Traffic.OnceAsync));
        await agent.KillAsync();

        return answers;
    }

    private async Task<long> PublishAsync(string name)
    {
        var head = await channel.PublishAsync(ports.Aggregate(
            new GatewayConfiguration().WithCluster(name, name == "one" ? one.Port : two.Port),
            (configuration, port) => configuration.WithListener(port, name)));

        return head.Sequence;
    }
}

/// <summary>
/// <paramref name="Failures"/>: requests that failed, and gateways that were not brought to the newest bundle.
/// </summary>
public sealed record KillReport(int Kills, int Interrupted, int Requests, IReadOnlyList<string> Failures)
{
    public override string ToString() =>
        $"{Kills} kills, {Interrupted} of them in the middle of an activation; {Requests} requests; "
        + $"{Failures.Count} failures";
}
