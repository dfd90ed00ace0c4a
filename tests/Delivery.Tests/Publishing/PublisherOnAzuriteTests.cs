using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Stores;
using GatewayPipeline.Delivery.Tests.Stores;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>The same over the wire: leases, memos and heads in a container.</summary>
public sealed class PublisherOnAzuriteTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private const int Publishers = 6;

    private readonly PublishScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task Racing_publishers_of_a_container_compile_each_commit_once()
    {
        var container = azurite.NewContainer();
        var store = new AzureBlobStore(container);
        var publisher = new Publisher(scene.Place(store, store) with
        {
            Lease = new() { Duration = TimeSpan.FromMinutes(5), LongestWait = TimeSpan.FromMinutes(5) },
        });
        scene.Commit("first");
        var first = await RaceAsync(publisher);
        var newest = scene.Commit("second");
        var second = await RaceAsync(publisher);

        Assert.All(first.Concat(second), each => Assert.IsNotType<Publication.Refused>(each.Outcome));
        Assert.Equal(2, first.Concat(second).Count(each => each.Outcome is Publication.Published));
        Assert.All(second, each => Assert.Equal((newest, 2), (each.Source?.Commit, each.Head?.Sequence)));
        Assert.Equal(2, scene.Events.Compilations);
    }

    private Task<ChannelPublication[]> RaceAsync(Publisher publisher) => Task.WhenAll(
        Enumerable.Range(0, Publishers).Select(async _ => Assert.Single(await publisher.PublishAsync(
            new(PublishScene.Open(scene.Repository.FullPath, "main")), PublishScene.Request,
            TestContext.Current.CancellationToken))));
}
