using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

public sealed class ResignerTests : IDisposable
{
    private static readonly Bundle First = Workshop.BundleOf("first");
    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public async Task The_same_release_is_fresh_again_under_the_next_revision()
    {
        var before = await PublishAsync();
        workshop.Time.Now += TimeSpan.FromDays(5);

        var resigned = Assert.IsType<Resigning.Resigned>(await ResignAsync(new())).Head;

        Assert.Equal(
            before with { Revision = 2, IssuedAt = workshop.Time.Now, Expires = workshop.Time.Now.AddDays(7) }, resigned);
        var seen = Assert.NotNull(await workshop.LookAsync(
            TrustFloor.Of(before, BundleDigest.Of(before.ToPayload()), former: null)));
        Assert.Equal(resigned, seen.Head);
    }

    [Fact]
    public async Task A_head_that_expired_already_is_what_this_is_for()
    {
        await PublishAsync();
        workshop.Time.Now += TimeSpan.FromDays(400);

        Assert.IsType<Resigning.Resigned>(await ResignAsync(new(TimeSpan.FromHours(2))));

        Assert.Equal(
            workshop.Time.Now + TimeSpan.FromHours(2), Assert.NotNull(await workshop.LookAsync()).Head.Expires);
    }

    [Fact]
    public async Task Only_what_is_due_is_signed_if_that_was_asked_for()
    {
        await PublishAsync();
        var due = workshop.Time.Now + (ChannelHead.DefaultLifetime / 3);

        workshop.Time.Now = due - TimeSpan.FromSeconds(1);
        Assert.Equal(due, Assert.IsType<Resigning.NotDue>(await ResignAsync(new(OnlyIfDue: true))).DueAt);
        workshop.Time.Now = due;
        Assert.IsType<Resigning.Resigned>(await ResignAsync(new(OnlyIfDue: true)));
        Assert.IsType<Resigning.NotDue>(await ResignAsync(new(OnlyIfDue: true)));
    }

    [Fact]
    public async Task A_channel_without_a_head_and_a_head_of_others_are_refused()
    {
        Assert.Contains("has no head", await RefusalAsync(workshop.Keys), StringComparison.Ordinal);
        using var other = new Workshop();
        await PublishAsync();
        await workshop.Store.DeleteAsync("trust/1.root.json", TestContext.Current.CancellationToken);

        Assert.Contains("is not of this root", await RefusalAsync(other.Keys), StringComparison.Ordinal);

        async Task<string> RefusalAsync(KeyDirectory keys) =>
            Assert.IsType<Resigning.Refused>(await ResignAsync(new(), keys)).Reason;
    }

    [Fact]
    public async Task After_the_channel_key_was_replaced_the_head_moves_onto_the_new_root()
    {
        await PublishAsync();
        using var keys = await workshop.RotateAsync(TrustRole.Channel);

        var resigned = Assert.IsType<Resigning.Resigned>(await ResignAsync(new(OnlyIfDue: true), keys)).Head;

        Assert.Equal((2, 1), (resigned.Revision, resigned.Sequence));
        Assert.Equal(resigned, Assert.NotNull(await workshop.LookAsync(floor: null, keys.Root)).Head);
        Assert.IsType<StoreRead.Found>(await workshop.Store.GetAsync(
            StoreLayout.Root(2), null, Limits.RootBytes, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task After_the_release_key_was_replaced_the_content_has_to_be_released_anew()
    {
        await PublishAsync();
        using var keys = await workshop.RotateAsync(TrustRole.Release);

        var refused = Assert.IsType<Resigning.Refused>(await ResignAsync(new(), keys));

        Assert.Contains("publish again", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_channels_that_the_key_may_sign_are_found()
    {
        await PublishAsync();
        await workshop.PublishAsync(First, Workshop.Request with { Channel = "edge-2" });
        var keys = new PublisherKeys(workshop.Keys.Chain, [], [workshop.Keys.Channel]);
        var strangers = keys with { Channel = [workshop.Keys.Release] };

        Assert.Equal(["edge", "edge-2"], await FindAsync(keys));
        Assert.Empty(await FindAsync(strangers));
        Assert.Contains(
            "none of these keys",
            Assert.IsType<Resigning.Refused>(await ResignerFor(strangers).ResignAsync(
                "edge", new(), TestContext.Current.CancellationToken)).Reason,
            StringComparison.Ordinal);

        Task<ImmutableArray<string>> FindAsync(PublisherKeys with) =>
            ResignerFor(with).FindChannelsAsync(workshop.Store, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Twenty_at_once_each_get_a_revision_of_their_own()
    {
        await PublishAsync();

        var resignings = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ResignAsync(new()))));

        var revisions = resignings.OfType<Resigning.Resigned>().Select(each => each.Head.Revision).Order().ToList();
        Assert.Equal(Enumerable.Range(2, revisions.Count).Select(number => (long)number), revisions);
        Assert.All(resignings, each => Assert.True(
            each is Resigning.Resigned or Resigning.Refused, $"{each} is no outcome of a race"));
        Assert.Equal(revisions[^1], Assert.NotNull(await workshop.LookAsync()).Head.Revision);
    }

    private async Task<ChannelHead> PublishAsync() =>
        Assert.IsType<Publication.Published>(await workshop.PublishAsync(First)).Head;

    private Task<Resigning> ResignAsync(ResignRequest request, KeyDirectory? keys = null)
    {
        var with = keys ?? workshop.Keys;

        return ResignerFor(new(with.Chain, [], [with.Channel])).ResignAsync(
            Workshop.Channel, request, TestContext.Current.CancellationToken);
    }

    private Resigner ResignerFor(PublisherKeys keys) => new(workshop.Store, workshop.Store, keys, workshop.Time);
}
