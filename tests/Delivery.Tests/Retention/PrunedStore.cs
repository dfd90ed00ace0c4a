using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Retention;
using GatewayPipeline.Delivery.Tests.Publishing;
using GatewayPipeline.Delivery.Tests.Simulation;

namespace GatewayPipeline.Delivery.Tests.Retention;

/// <summary>A store of some age: its clock is the workshop's, so that years go by at once.</summary>
internal sealed class PrunedStore : IDisposable
{
    private readonly Workshop workshop = new();

    public PrunedStore() => Store = new(workshop.Time);

    public ModelStore Store { get; }

    public RootChain Roots => workshop.Keys.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => workshop.Dispose();

    public void Pass(TimeSpan time) => workshop.Time.Now += time;

    public async Task<ChannelHead> PublishAsync(string content, string channel = Workshop.Channel) =>
        Assert.IsType<Publication.Published>(await workshop.PublisherFor(Store, Store).PublishAsync(
            Workshop.BundleOf(content), Workshop.Request with { Channel = channel }, Cancellation)).Head;

    public Task<Pruning> PruneAsync(bool isTrial = false, RetentionPolicy? policy = null, RootChain? roots = null) =>
        new Pruner(Store, Store, Store, roots ?? Roots, workshop.Time, policy).PruneAsync(isTrial, Cancellation);

    /// <summary>Twice, with a day between.</summary>
    public async Task<ImmutableArray<ObjectFate>> PruneTwiceAsync(RetentionPolicy? policy = null)
    {
        await PruneAsync(policy: policy);
        Pass(TimeSpan.FromDays(1));

        return Assert.IsType<Pruning.Done>(await PruneAsync(policy: policy)).Objects;
    }

    public async Task PutAsync(string path, string text) => Assert.IsType<StoreWrite.Written>(
        await Store.CreateAsync(path, System.Text.Encoding.UTF8.GetBytes(text), Cancellation));

    public Task<List<string>> ListAsync(string prefix) => Store.ListAsync(prefix, Cancellation).ToListAsync(Cancellation).AsTask();

    public bool Has(string content) =>
        Store.Look(StoreLayout.Blob(Workshop.BundleOf(content).Reference.Blob)) is not null;

    /// <summary>What a gateway does that was given the first root and nothing else, or that has slept.</summary>
    public async Task<BundleDigest> CatchUpAsync(TrustFloor? floor = null, string channel = Workshop.Channel)
    {
        var roots = Roots.Roots[0];
        Assert.True(RootChain.TryPin(roots.Bytes, out var chain, out _));
        while (await Store.GetAsync(
            StoreLayout.Root(chain.Newest.Version + 1), null, Limits.RootBytes, Cancellation) is StoreRead.Found next)
        {
            Assert.True(chain.TryExtend(next.Content, out chain, out var reason), reason);
        }

        var policy = new TrustPolicy(chain.Newest, channel);
        var head = await ReadAsync(StoreLayout.Head(channel), Limits.HeadBytes);
        var named = Assert.IsType<HeadVerdict.Trusted>(policy.VerifyHead(head, floor, workshop.Time.Now)).Head;
        var record = await ReadAsync(
            StoreLayout.Release(channel, named.Epoch, named.Release.Sequence), Limits.ReleaseBytes);
        Assert.IsType<Verdict.Trusted>(policy.Verify(head, record, floor, workshop.Time.Now));
        var blob = await ReadAsync(StoreLayout.Blob(named.Bundle.Blob), Limits.BundleBytes);
        Assert.IsType<BundleOpening.Opened>(BundleReader.Open(blob, named.Bundle));

        return named.Bundle.ContentDigest;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string path, int limit) =>
        Assert.IsType<StoreRead.Found>(await Store.GetAsync(path, null, limit, Cancellation)).Content;

    public Task<Delivery.Signing.KeyDirectory> RotateAsync(Delivery.Signing.TrustRole role) => workshop.RotateAsync(role);

    public ReleasePublisher PublisherWith(Delivery.Signing.KeyDirectory keys) =>
        new(Store, Store, new(keys.Chain, keys.Release, keys.Channel), workshop.Time);
}
