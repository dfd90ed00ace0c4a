using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>What a publication does after the roots have changed.</summary>
public sealed class RotationTests : IDisposable
{
    private static readonly Bundle First = Workshop.BundleOf("first");
    private static readonly Bundle Second = Workshop.BundleOf("second");
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Theory]
    [InlineData(TrustRole.Channel)]
    [InlineData(TrustRole.Release)]
    public async Task The_same_content_is_released_anew_by_the_keys_of_today(TrustRole role)
    {
        await workshop.PublishAsync(First);
        using var keys = await workshop.RotateAsync(role, newEpoch: false);

        var published = Assert.IsType<Publication.Published>(await PublishAsync(keys, First));

        Assert.Equal((1, 2, 2), (published.Head.Epoch, published.Head.Revision, published.Head.Sequence));
        Assert.IsType<Publication.Unchanged>(await PublishAsync(keys, First));
        Assert.IsType<Verdict.Trusted>(await VerifyAsync(keys, published.Head, floor: null));
    }

    [Fact]
    public async Task A_new_epoch_begins_the_counters_anew_above_every_floor()
    {
        await workshop.PublishAsync(First);
        var before = Assert.IsType<Publication.Published>(await workshop.PublishAsync(Second)).Head;
        var floor = Assert.IsType<Verdict.Trusted>(await VerifyAsync(workshop.Keys, before, floor: null)).Floor;
        using var keys = await workshop.RotateAsync(TrustRole.Channel, newEpoch: true);

        var published = Assert.IsType<Publication.Published>(await PublishAsync(keys, First));

        Assert.Equal((2, 1, 1), (published.Head.Epoch, published.Head.Revision, published.Head.Sequence));
        Assert.IsType<Verdict.Trusted>(await VerifyAsync(keys, published.Head, floor));
        Assert.IsType<Verdict.Rejected>(await VerifyAsync(workshop.Keys, published.Head, floor));
    }

    [Fact]
    public async Task The_store_is_given_every_root()
    {
        using var keys = await workshop.RotateAsync(TrustRole.Root, newEpoch: false);
        await PublishAsync(keys, First);

        foreach (var root in keys.Chain.Roots)
        {
            var stored = await GetAsync(StoreLayout.Root(root.Document.Version));
            Assert.Equal(root.Bytes.ToArray(), stored.ToArray());
        }
    }

    [Fact]
    public async Task What_was_revoked_is_not_published_again()
    {
        await workshop.PublishAsync(First);
        await workshop.PublishAsync(Second);
        var ceremony = new RootCeremony(workshop.Folder["keys"], workshop.Time);
        ceremony.RevokeContent(First.ContentDigest);
        using var keys = await workshop.SignAsync(ceremony);

        Assert.Contains(
            "was revoked", Assert.IsType<Publication.Refused>(await PublishAsync(keys, First)).Reason,
            StringComparison.Ordinal);
    }

    private Task<Publication> PublishAsync(KeyDirectory keys, Bundle bundle) => new ReleasePublisher(
        workshop.Store, workshop.Store, new(keys.Chain, keys.Release, keys.Channel), workshop.Time)
        .PublishAsync(bundle, Workshop.Request, TestContext.Current.CancellationToken);

    private async Task<Verdict> VerifyAsync(KeyDirectory keys, ChannelHead head, TrustFloor? floor) =>
        new TrustPolicy(keys.Root, Workshop.Channel).Verify(
            await GetAsync(StoreLayout.Head(Workshop.Channel)),
            await GetAsync(StoreLayout.Release(Workshop.Channel, head.Epoch, head.Sequence)),
            floor,
            workshop.Time.Now);

    private async Task<ReadOnlyMemory<byte>> GetAsync(string path) => Assert.IsType<StoreRead.Found>(
        await workshop.Store.GetAsync(path, null, Limits.RootBytes, TestContext.Current.CancellationToken)).Content;
}
