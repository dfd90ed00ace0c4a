using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

public sealed class ReleasePublisherTests : IDisposable
{
    private static readonly Bundle First = Workshop.BundleOf("first");
    private static readonly Bundle Second = Workshop.BundleOf("second");
    private readonly Workshop workshop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => workshop.Dispose();

    [Fact]
    public async Task Publishes_what_a_gateway_accepts()
    {
        var request =
            Workshop.Request with { Source = new("shop", "0123abcd"), TraceId = "trace", DeliveryId = "delivery" };

        var published = Assert.IsType<Publication.Published>(await workshop.PublishAsync(First, request));

        var seen = Assert.NotNull(await workshop.LookAsync());
        Assert.Equal(published.Head, seen.Head);
        Assert.Equal((1, 1), (seen.Head.Revision, seen.Head.Sequence));
        Assert.Equal(workshop.Time.Now + ChannelHead.DefaultLifetime, seen.Head.Expires);
        Assert.Equal(First.Reference, seen.Release.Bundle);
        Assert.Equal(
            ("trace", "delivery", null), (seen.Release.TraceId, seen.Release.DeliveryId, seen.Release.Previous));
        Assert.Equal(request.Source, seen.Release.Source);
    }

    [Fact]
    public async Task The_same_content_is_no_new_release()
    {
        await workshop.PublishAsync(First);

        var unchanged = Assert.IsType<Publication.Unchanged>(await workshop.PublishAsync(Workshop.BundleOf("first")));

        Assert.Equal((1, 1), (unchanged.Head.Revision, unchanged.Head.Sequence));
        Assert.Equal(1, await CountAsync("releases/"));
    }

    [Fact]
    public async Task A_new_content_is_the_next_release_and_names_the_one_before()
    {
        var first = Assert.IsType<Publication.Published>(await workshop.PublishAsync(First));
        await workshop.PublishAsync(Second);

        var seen = Assert.NotNull(await workshop.LookAsync());

        Assert.Equal((2, 2), (seen.Head.Revision, seen.Head.Sequence));
        Assert.Equal(first.Head.Release, seen.Release.Previous);
    }

    [Fact]
    public async Task Old_content_can_come_back_under_a_higher_number()
    {
        await workshop.PublishAsync(First);
        await workshop.PublishAsync(Second);
        await workshop.PublishAsync(First);

        var seen = Assert.NotNull(await workshop.LookAsync());

        Assert.Equal((3, First.ContentDigest), (seen.Head.Sequence, seen.Head.Bundle.ContentDigest));
    }

    [Fact]
    public async Task A_head_that_aged_is_signed_anew_without_a_new_release()
    {
        await workshop.PublishAsync(First);
        workshop.Time.Now += ChannelHead.DefaultLifetime / 3 - TimeSpan.FromSeconds(1);
        Assert.Equal(1, Assert.IsType<Publication.Unchanged>(await workshop.PublishAsync(First)).Head.Revision);

        workshop.Time.Now += TimeSpan.FromDays(30);
        var renewed = Assert.IsType<Publication.Unchanged>(await workshop.PublishAsync(First));

        var seen = Assert.NotNull(await workshop.LookAsync());
        Assert.Equal(renewed.Head, seen.Head);
        Assert.Equal((2, 1), (seen.Head.Revision, seen.Head.Sequence));
    }

    [Fact]
    public async Task An_expired_head_can_be_published_over()
    {
        await workshop.PublishAsync(First);
        workshop.Time.Now += TimeSpan.FromDays(30);

        Assert.IsType<Publication.Published>(await workshop.PublishAsync(Second));

        Assert.Equal(2, Assert.NotNull(await workshop.LookAsync()).Head.Sequence);
    }

    [Fact]
    public async Task Never_writes_over_a_head_that_other_keys_signed()
    {
        using var other = new Workshop();
        await workshop.PublishAsync(First);
        var stranger = new ReleasePublisher(
            workshop.Store,
            workshop.Store,
            new(other.Keys.Chain, other.Keys.Release, other.Keys.Channel),
            workshop.Time);

        Assert.Contains("trust/1.root.json", await RefusalAsync(), StringComparison.Ordinal);
        await workshop.Store.DeleteAsync("trust/1.root.json", Cancellation);
        Assert.Contains("channels/edge/current.json", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Equal(First.Reference, Assert.NotNull(await workshop.LookAsync()).Head.Bundle);

        async Task<string> RefusalAsync() => Assert.IsType<Publication.Refused>(
            await stranger.PublishAsync(Second, Workshop.Request, Cancellation)).Reason;
    }

    [Fact]
    public async Task Keys_that_the_root_does_not_name_publish_nothing()
    {
        using var other = new Workshop();
        var publisher = new ReleasePublisher(
            workshop.Store,
            workshop.Store,
            new(workshop.Keys.Chain, other.Keys.Release, workshop.Keys.Channel),
            workshop.Time);

        var refused =
            Assert.IsType<Publication.Refused>(await publisher.PublishAsync(First, Workshop.Request, Cancellation));

        Assert.Contains("release record is not signed", refused.Reason, StringComparison.Ordinal);
        Assert.Null(await workshop.LookAsync());
    }

    [Fact]
    public async Task A_damaged_blob_in_the_store_is_found_before_a_gateway_finds_it()
    {
        var path = StoreLayout.Blob(First.Reference.Blob);
        await workshop.Store.CreateAsync(path, "damaged"u8.ToArray(), Cancellation);

        var refused = Assert.IsType<Publication.Refused>(await workshop.PublishAsync(First));

        Assert.Contains(path, refused.Reason, StringComparison.Ordinal);
        Assert.Null(await workshop.LookAsync());
    }

    [Fact]
    public async Task A_number_that_an_interrupted_publication_took_is_passed_over()
    {
        await workshop.Store.CreateAsync(
            StoreLayout.Release(Workshop.Channel, 1, 1), "orphan"u8.ToArray(), Cancellation);

        await workshop.PublishAsync(First);

        Assert.Equal(2, Assert.NotNull(await workshop.LookAsync()).Head.Sequence);
    }

    [Fact]
    public async Task A_bundle_that_was_made_from_an_older_state_is_superseded()
    {
        await workshop.PublishAsync(First);

        var superseded = Assert.IsType<Publication.Superseded>(
            await workshop.PublishAsync(Second, Workshop.Request with { BasedOn = HeadVersion.None }));

        Assert.Equal(First.Reference, superseded.Head.Bundle);
        Assert.IsType<Publication.Published>(
            await workshop.PublishAsync(Second, Workshop.Request with { BasedOn = new(1, 1) }));
    }

    [Fact]
    public async Task The_same_content_of_a_newer_commit_moves_the_head_and_releases_nothing()
    {
        await workshop.PublishAsync(First, Workshop.Request with { Source = new("shop", "1111") });

        var moved = Assert.IsType<Publication.Unchanged>(
            await workshop.PublishAsync(First, Workshop.Request with { Source = new("shop", "2222") }));

        var seen = Assert.NotNull(await workshop.LookAsync());
        Assert.Equal((2, 1, "2222"), (seen.Head.Revision, seen.Head.Sequence, seen.Head.Source?.Commit));
        Assert.Equal((moved.Head, "1111"), (seen.Head, seen.Release.Source.Commit));
    }

    [Fact]
    public async Task The_same_content_does_not_go_over_a_head_that_has_moved()
    {
        await workshop.PublishAsync(First, Workshop.Request with { Source = new("shop", "1111") });
        await workshop.PublishAsync(First, Workshop.Request with { Source = new("shop", "2222") });

        var late = Workshop.Request with { Source = new("shop", "1111"), BasedOn = new(1, 1) };

        Assert.Equal(
            "2222", Assert.IsType<Publication.Superseded>(await workshop.PublishAsync(First, late)).Head.Source?.Commit);
    }

    [Fact]
    public async Task What_cannot_be_published_does_not_let_the_head_expire()
    {
        await workshop.PublishAsync(First);
        var publisher = workshop.PublisherFor(workshop.Store, workshop.Store);
        Assert.Equal(1, (await publisher.RenewAsync(Workshop.Request, Cancellation))?.Revision);
        workshop.Time.Now += ChannelHead.DefaultLifetime / 2;

        Assert.Equal(2, (await publisher.RenewAsync(Workshop.Request, Cancellation))?.Revision);

        var seen = Assert.NotNull(await workshop.LookAsync());
        Assert.Equal((2, 1, First.Reference), (seen.Head.Revision, seen.Head.Sequence, seen.Head.Bundle));
        Assert.Null(await publisher.RenewAsync(Workshop.Request with { Channel = "none" }, Cancellation));
    }

    [Fact]
    public async Task Numbers_go_on_where_they_were_when_the_store_was_lost()
    {
        await workshop.PublishAsync(First);
        var last = Assert.IsType<Publication.Published>(await workshop.PublishAsync(Second)).Head;
        var floor =
            new TrustFloor(1, last.Revision, BundleDigest.Of(last.ToPayload()), last.Sequence, last.Release.Digest);
        Directory.Delete(workshop.Folder["store"], recursive: true);

        Assert.IsType<Publication.Published>(
            await workshop.PublishAsync(Second, Workshop.Request with { LastKnownHead = last }));

        var seen = Assert.NotNull(await workshop.LookAsync(floor));
        Assert.Equal((3, 3, last.Release), (seen.Head.Revision, seen.Head.Sequence, seen.Release.Previous));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Edge")]
    [InlineData("../edge")]
    [InlineData("a/b")]
    [InlineData(".edge")]
    public async Task Refuses_a_channel_that_is_no_name(string channel) =>
        Assert.IsType<Publication.Refused>(
            await workshop.PublishAsync(First, Workshop.Request with { Channel = channel }));

    [Fact]
    public async Task Twenty_racing_publishers_all_get_numbers_of_their_own()
    {
        var publications = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            Task.Run(() => workshop.PublishAsync(Workshop.BundleOf($"number {number}")), Cancellation)));

        ChannelHead[] heads = [.. publications.Select(each => Assert.IsType<Publication.Published>(each).Head)];
        Assert.Equal(
            Enumerable.Range(1, 20).Select(number => (long)number), heads.Select(head => head.Revision).Order());
        Assert.Equal(20, heads.Select(head => head.Sequence).Distinct().Count());
        Assert.Equal(heads.OrderBy(
            head => head.Revision).Select(head => head.Sequence), heads.Select(head => head.Sequence).Order());
        Assert.Equal(heads.MaxBy(head => head.Revision), Assert.NotNull(await workshop.LookAsync()).Head);
    }

    /// <summary>
    /// Whichever call to the store fails, before or after it did its work: gateways see the old head or the new one,
    /// and trying again heals it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_connection_at_any_call_leaves_the_old_or_the_new_head(bool afterwards)
    {
        for (var breakAt = 1; ; breakAt++)
        {
            using var each = new Workshop();
            await each.PublishAsync(First);
            var broken = new BreakingStore(each.Store, each.Store, breakAt, afterwards);
            var publisher = each.PublisherFor(broken, broken);
            if (await Record.ExceptionAsync(
                () => publisher.PublishAsync(Second, Workshop.Request, Cancellation)) is null)
            {
                Assert.InRange(breakAt, 6, 20);

                return;
            }

            Assert.InRange(Assert.NotNull(await each.LookAsync()).Head.Revision, 1, 2);
            Assert.True(await each.PublishAsync(Second) is Publication.Published or Publication.Unchanged);
            Assert.Equal((2, Second.Reference), Of(Assert.NotNull(await each.LookAsync()).Head));
        }

        static (long, BundleReference) Of(ChannelHead head) => (head.Revision, head.Bundle);
    }

    private async Task<int> CountAsync(string prefix) =>
        await workshop.Store.ListAsync(prefix, Cancellation).CountAsync(Cancellation);
}
