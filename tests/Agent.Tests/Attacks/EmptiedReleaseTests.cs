using System.Text.Json;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Releases that are signed as they should be, and empty what gateways serve.</summary>
public sealed class EmptiedReleaseTests : IDisposable
{
    private const int Before = 10;

    private readonly AttackedChannel channel = AttackedChannel.Open();
    private readonly AgentFolders folders = new();

    public void Dispose()
    {
        channel.Dispose();
        folders.Dispose();
    }

    [Fact]
    public async Task A_release_that_empties_most_of_what_is_served_is_taken_only_if_it_says_so()
    {
        await channel.PublishAsync(BundleOf(Before));
        await using var agent = Start();
        await using var gateway = await ServeAsync(agent, sequence: 1);

        await channel.PublishAsync(BundleOf(4));
        var refused = await AwaitRefusalAsync(agent, sequence: 2);

        Assert.Contains("it removes 6 of 10 hosts", refused.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.False(refused.GetProperty("environment").GetBoolean());
        Assert.Equal("refused", (await agent.StatusAsync()).GetProperty("state").GetString());
        await AssertActiveAsync(agent, 1);

        // The same content, and now it is said.
        await channel.PublishAsync(BundleOf(4), allowShrink: true);
        await agent.AwaitActiveAsync(3);
    }

    [Fact]
    public async Task What_was_refused_does_not_come_in_behind_the_next_release_nor_after_a_restart()
    {
        await channel.PublishAsync(BundleOf(Before));
        await using (var agent = Start())
        {
            await using var gateway = await ServeAsync(agent, sequence: 1);
            await channel.PublishAsync(BundleOf(4));
            await AwaitRefusalAsync(agent, sequence: 2);
            await agent.TerminateAsync();
        }

        await channel.PublishAsync(BundleOf(3));
        await using var again = Start();
        await using var same = await ServeAsync(again, sequence: 1);

        await AwaitRefusalAsync(again, sequence: 3);
        await AssertActiveAsync(again, 1);
        await channel.PublishAsync(BundleOf(Before + 1));
        await again.AwaitActiveAsync(4);
    }

    [Fact]
    public async Task A_gateway_that_slept_through_releases_takes_what_it_finds()
    {
        await channel.PublishAsync(BundleOf(Before));
        await using (var agent = Start())
        {
            await using var gateway = await ServeAsync(agent, sequence: 1);
            await agent.TerminateAsync();
        }

        await channel.PublishAsync(BundleOf(6));
        await channel.PublishAsync(BundleOf(4));
        await using var again = Start();
        await using var same = await AcknowledgingGateway.ConnectAsync(folders.AdsSocket, again);

        await again.AwaitActiveAsync(3);
    }

    [Theory]
    [InlineData("100", 1, true)]
    [InlineData("50", 5, true)]
    [InlineData("40", 5, false)]
    public async Task How_much_may_go_is_the_gateways_own_to_say(string limit, int left, bool isTaken)
    {
        await channel.PublishAsync(BundleOf(Before));
        await using var agent = Start("--shrink-limit", limit);
        await using var gateway = await ServeAsync(agent, sequence: 1);

        await channel.PublishAsync(BundleOf(left));

        if (isTaken)
        {
            await agent.AwaitActiveAsync(2);
        }
        else
        {
            await AwaitRefusalAsync(agent, sequence: 2);
            await AssertActiveAsync(agent, 1);
        }
    }

    /// <summary>So many listeners, each with a host and a route.</summary>
    private static Bundle BundleOf(int listeners) => BundleWriter.Pack(Enumerable.Range(0, listeners)
        .Aggregate(
            new GatewayConfiguration().WithCluster("shop", 1),
            (configuration, number) => configuration.WithListener(8080 + number, "shop"))
        .ToSnapshot());

    private AgentProcess Start(params string[] more) =>
        AgentProcess.Start(channel.StoreFolder, AttackedChannel.Name, channel.RootPath, folders, more);

    private async Task<AcknowledgingGateway> ServeAsync(AgentProcess agent, long sequence)
    {
        var gateway = await AcknowledgingGateway.ConnectAsync(folders.AdsSocket, agent);
        await agent.AwaitActiveAsync(sequence);

        return gateway;
    }

    private static async Task<JsonElement> AwaitRefusalAsync(AgentProcess agent, long sequence) =>
        (await agent.AwaitAsync(status => Refusals(status, sequence).Any(), $"a refusal of release {sequence}"))
        is var status ? Refusals(status, sequence).First() : default;

    private static IEnumerable<JsonElement> Refusals(JsonElement status, long sequence) =>
        status.GetProperty("refused").EnumerateArray().Where(each => each.GetProperty("sequence").GetInt64() == sequence);

    private static async Task AssertActiveAsync(AgentProcess agent, long sequence) => Assert.Equal(
        sequence, (await agent.StatusAsync()).GetProperty("active").GetProperty("sequence").GetInt64());
}
