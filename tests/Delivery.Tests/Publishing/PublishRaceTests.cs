namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>A fixed slice of eng/publish-race-campaign.cs.</summary>
public sealed class PublishRaceTests
{
    [Fact]
    public async Task Twenty_racing_publishers_bring_the_newest_commit_and_compile_twice_at_most()
    {
        var report = await PublishRaceCampaign.RunAsync(seed: 1, rounds: 5, TestContext.Current.CancellationToken);

        Assert.Null(report.Failure);
        Assert.Equal(5, report.Rounds);
    }
}
