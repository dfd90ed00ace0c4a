using GatewayPipeline.LocalCloud.Emulator;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Functions.Tests.Storm;

public sealed class PushStormTests
{
    /// <summary>A slice of <c>eng/push-storm.cs</c>.</summary>
    [Fact]
    public async Task Every_push_is_released_superseded_or_refused_whatever_dies_meanwhile()
    {
        Assert.SkipUnless(GitRepository.IsInstalled, GitRepository.NotInstalled);
        Assert.SkipUnless(NodeTools.IsInstalled(NodeTools.Node), "Node.js is not installed: nobody else runs the emulator");
        var storm = new PushStorm(repositories: 3, pushes: 12, seed: 1)
        {
            Duration = TimeSpan.FromSeconds(8),
            Between = TimeSpan.FromSeconds(3),
            Patience = TimeSpan.FromSeconds(90),
        };

        var report = await storm.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(report.IsGood, $"{report}\nRun eng/push-storm.cs with the same seed to see more.");
        Assert.True(report.Released > 0, $"nothing was released at all:\n{report}");
    }
}
