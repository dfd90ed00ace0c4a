using GatewayPipeline.Agent.Tests.Gateways;

namespace GatewayPipeline.Agent.Tests;

/// <summary>A slice of <c>eng/kill-campaign.cs</c>.</summary>
public sealed class AgentKillTests
{
    [Fact]
    public async Task Leaves_old_or_new_whenever_it_is_killed_and_loses_no_request()
    {
        const int Seed = 11;
        EnvoyBinary.PathOrSkip();
        await using var campaign = new KillCampaign(Seed);

        var report = await campaign.RunAsync(10);

        Assert.True(
            report.Failures is [],
            $"{report}\n{string.Join('\n', report.Failures.Take(5))}\n"
            + $"More of it: dotnet run eng/kill-campaign.cs -- --kills 100 --seed {Seed}");
    }
}
