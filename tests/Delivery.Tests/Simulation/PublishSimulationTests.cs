namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>A slice of <c>eng/publish-simulation.cs</c>.</summary>
public sealed class PublishSimulationTests
{
    private const int Slice = 50;

    [Fact]
    public void Whatever_order_things_happen_in_channels_come_to_the_newest_commit_and_nothing_is_lost()
    {
        var reports = Enumerable.Range(1, Slice).Select(seed => PublishSimulation.Run(seed)).ToList();

        var bad = reports.Where(report => report.Violations is not []).ToList();
        Assert.True(
            bad is [],
            string.Join('\n', bad.Select(report => $"seed {report.Seed}: {string.Join("; ", report.Violations)}"))
            + "\nTo see what happened: dotnet run -c Release eng/publish-simulation.cs -- --replay SEED");
        Assert.True(reports.Sum(report => report.Removed) > Slice, "almost nothing was pruned: this shows nothing");
    }

    [Fact]
    public void A_store_that_ignores_which_version_was_read_is_noticed() => Assert.Contains(
        Enumerable.Range(1, Slice),
        seed => PublishSimulation.Run(seed, StoreDefects.IgnoresETags).Violations is not []);

    // The removal has to fall between a publisher's look at a bundle and its head: a few worlds of a hundred have that.
    [Fact]
    public void A_store_that_removes_what_was_written_since_is_noticed() => Assert.Contains(
        Enumerable.Range(1, Slice * 4),
        seed => PublishSimulation.Run(seed, StoreDefects.IgnoresTimes).Violations is not []);

    [Fact]
    public void The_same_seed_tells_the_same_story() =>
        Assert.Equal(PublishSimulation.Run(7).Lines, PublishSimulation.Run(7).Lines);
}
