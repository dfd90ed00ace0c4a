using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Retention;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Tests.Publishing;

namespace GatewayPipeline.Delivery.Tests.Retention;

public sealed class PrunerTests : IDisposable
{
    private readonly PrunedStore store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task What_heads_name_stays_however_old_it_is()
    {
        await store.PublishAsync("one");
        await store.PublishAsync("other", "edge-2");
        store.Pass(TimeSpan.FromDays(2000));

        var fates = await store.PruneTwiceAsync();

        Assert.All(fates, fate => Assert.IsType<ObjectFate.Kept>(fate));
        Assert.True(store.Has("one") && store.Has("other"));
    }

    [Fact]
    public async Task An_old_release_goes_with_its_bundle_and_its_provenance_and_roots_stay()
    {
        await PublishManyAsync(52);
        store.Pass(TimeSpan.FromDays(100));

        var fates = await store.PruneTwiceAsync();

        // The last 50 stay.
        Assert.Equal(6, fates.Count(fate => fate is ObjectFate.Removed));
        Assert.Equal(
            ["attest/", "attest/", "blobs/s", "blobs/s", "release", "release"],
            fates.OfType<ObjectFate.Removed>().Select(fate => fate.Path[..7]).Order(StringComparer.Ordinal));
        Assert.False(store.Has("content 0") || store.Has("content 1"));
        Assert.True(store.Has("content 2"));
        Assert.Equal(50, (await store.ListAsync("releases/")).Count);
        Assert.Equal(["trust/1.root.json"], await store.ListAsync("trust/"));
    }

    [Fact]
    public async Task A_release_of_the_last_90_days_stays_however_many_came_after_it()
    {
        await PublishManyAsync(60);
        store.Pass(TimeSpan.FromDays(88));

        Assert.DoesNotContain(await store.PruneTwiceAsync(), fate => fate is not ObjectFate.Kept);
    }

    [Fact]
    public async Task Nothing_goes_before_a_second_look_a_day_later()
    {
        await store.PutAsync(StoreLayout.Blob(BundleDigest.Of("orphan"u8)), "orphan");
        await store.PublishAsync("one");
        store.Pass(TimeSpan.FromDays(6));
        Assert.DoesNotContain(await PruneAsync(), fate => fate is not ObjectFate.Kept);

        store.Pass(TimeSpan.FromDays(2));
        var marked = Assert.Single((await PruneAsync()).OfType<ObjectFate.Marked>());
        store.Pass(TimeSpan.FromHours(23));
        Assert.Equal(marked, Assert.Single((await PruneAsync()).OfType<ObjectFate.Marked>()));
        store.Pass(TimeSpan.FromHours(1));
        Assert.Single((await PruneAsync(isTrial: true)).OfType<ObjectFate.Removed>());
        Assert.NotNull(store.Store.Look(marked.Path));
        Assert.Single((await PruneAsync()).OfType<ObjectFate.Removed>());
        Assert.Null(store.Store.Look(marked.Path));
        Assert.DoesNotContain(await PruneAsync(), fate => fate is not ObjectFate.Kept);
    }

    [Fact]
    public async Task A_trial_writes_nothing()
    {
        await store.PutAsync(StoreLayout.Blob(BundleDigest.Of("orphan"u8)), "orphan");
        store.Pass(TimeSpan.FromDays(30));

        Assert.Single((await PruneAsync(isTrial: true)).OfType<ObjectFate.Marked>());

        Assert.Null(store.Store.Look(StoreLayout.PruneMarks));
    }

    /// <summary>The content of an old release is published again while it is about to be removed.</summary>
    [Fact]
    public async Task What_is_published_again_is_young_again()
    {
        await PublishManyAsync(52);
        store.Pass(TimeSpan.FromDays(100));
        await PruneAsync();
        store.Pass(TimeSpan.FromDays(1));
        var bundle = Workshop.BundleOf("content 0");
        var writer = new Delivery.Publishing.YoungObject(
            store.Store, store.Store, StoreLayout.Blob(bundle.Reference.Blob), Limits.BundleBytes, _ => true);
        var listed = await store.Store.ListObjectsAsync(StoreLayout.Blob(bundle.Reference.Blob), Cancellation)
            .SingleAsync(Cancellation);

        Assert.True(await writer.PutAsync(bundle.Bytes, Cancellation));

        Assert.False(await store.Store.DeleteUnmodifiedAsync(listed, Cancellation));
        Assert.Contains(
            "written within", Assert.IsType<ObjectFate.Kept>(
                Assert.Single(await PruneAsync(), fate => fate.Path == listed.Path)).Reason, StringComparison.Ordinal);
        Assert.True(store.Has("content 0"));
    }

    [Fact]
    public async Task What_a_gateway_reported_to_run_stays_for_30_days()
    {
        await PublishManyAsync(60);
        store.Pass(TimeSpan.FromDays(100));
        var running = Workshop.BundleOf("content 3").ContentDigest;
        await store.PutAsync("status/gateway-1.json", $$"""{ "active": { "digest": "{{running}}" }, "head": null }""");
        await store.PutAsync("status/gateway-2.json", "not JSON");

        await store.PruneTwiceAsync();
        Assert.True(store.Has("content 3"));
        Assert.False(store.Has("content 4"));

        store.Pass(TimeSpan.FromDays(30));
        await store.PruneTwiceAsync();
        Assert.False(store.Has("content 3"));
    }

    [Fact]
    public async Task A_number_beyond_the_head_may_be_named_yet()
    {
        var head = await store.PublishAsync("one");
        await store.PublishAsync("two", "other");
        var record = store.Store.Look(StoreLayout.Release("other", 1, 1)) ?? default;
        await store.Store.CreateAsync(StoreLayout.Release(Workshop.Channel, 1, head.Sequence + 1), record, Cancellation);
        store.Pass(TimeSpan.FromDays(100));
        var policy = RetentionPolicy.Default with { Releases = 0 };

        Assert.DoesNotContain(await store.PruneTwiceAsync(policy), fate => fate is not ObjectFate.Kept);
    }

    [Theory]
    [InlineData("channels/edge/current.json", "not a head")]
    [InlineData("releases/edge/1-000000000002.json", "not a record")]
    [InlineData("prune/marks.json", """{ "format": 9, "marks": {} }""")]
    public async Task Nothing_goes_while_it_is_not_certain_what_has_to_stay(string path, string text)
    {
        await store.PublishAsync("one");
        await store.PutAsync(StoreLayout.Blob(BundleDigest.Of("orphan"u8)), "orphan");
        store.Pass(TimeSpan.FromDays(100));
        await store.PruneTwiceAsync(RetentionPolicy.Default with { Grace = TimeSpan.FromDays(50) });
        var before = await store.ListAsync("");
        await store.Store.DeleteAsync(path, Cancellation);
        await store.PutAsync(path, text);
        store.Pass(TimeSpan.FromDays(100));

        var refused = Assert.IsType<Pruning.Refused>(await store.PruneAsync());

        Assert.Contains(path, refused.Reason, StringComparison.Ordinal);
        Assert.Superset(before.ToHashSet(), (await store.ListAsync("")).ToHashSet());
    }

    [Fact]
    public async Task Of_two_at_once_one_is_told()
    {
        await store.PublishAsync("one");
        var racing = new RacingStore(store.Store);

        var refused = Assert.IsType<Pruning.Refused>(await new Pruner(
            racing, racing, store.Store, store.Roots, TimeProvider.System).PruneAsync(isTrial: false, Cancellation));

        Assert.Contains("another pruning", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_slept_through_200_releases_and_two_roots_comes_back_in_one_look()
    {
        var head = await store.PublishAsync("at first");
        var floor = TrustFloor.Of(head, BundleDigest.Of(head.ToPayload()), former: null);
        await PublishManyAsync(100);
        using var second = await store.RotateAsync(TrustRole.Release);
        await PublishAsync(second, "after one root");
        await PublishManyAsync(98, second);
        using var third = await store.RotateAsync(TrustRole.Channel);
        store.Pass(TimeSpan.FromDays(300));
        await PublishAsync(third, "at last");
        await store.PruneAsync(roots: third.Chain);
        store.Pass(TimeSpan.FromDays(2));
        var done = Assert.IsType<Pruning.Done>(await store.PruneAsync(roots: third.Chain));

        Assert.Equal(151, done.Objects.Count(fate =>
            fate is ObjectFate.Removed && fate.Path.StartsWith("releases/", StringComparison.Ordinal)));
        Assert.Equal(Workshop.BundleOf("at last").ContentDigest, await store.CatchUpAsync(floor));
    }

    [Fact]
    public async Task What_was_kept_longest_can_still_be_gone_back_to()
    {
        await PublishManyAsync(60);
        store.Pass(TimeSpan.FromDays(100));
        await store.PruneTwiceAsync();
        var oldest = (await store.ListAsync("releases/"))[0];
        var record = Assert.IsType<ReleaseRecord>(ReleaseRecord.ReadUnverified(store.Store.Look(oldest) ?? default));

        Assert.Equal(11, record.Sequence);
        Assert.IsType<BundleOpening.Opened>(BundleReader.Open(
            store.Store.Look(StoreLayout.Blob(record.Bundle.Blob)) ?? default, record.Bundle));
        await store.PublishAsync("content 10");
        Assert.Equal(record.Bundle.ContentDigest, await store.CatchUpAsync());
    }

    private async Task PublishManyAsync(int count, KeyDirectory? keys = null)
    {
        for (var number = 0; number < count; number++)
        {
            var content = string.Create(CultureInfo.InvariantCulture, $"content {number}");
            if (keys is null)
            {
                await store.PublishAsync(content);
            }
            else
            {
                await PublishAsync(keys, content);
            }
        }
    }

    private async Task PublishAsync(KeyDirectory keys, string content) =>
        Assert.IsType<Delivery.Publishing.Publication.Published>(await store.PublisherWith(keys).PublishAsync(
            Workshop.BundleOf(content), Workshop.Request, Cancellation));

    private async Task<IReadOnlyList<ObjectFate>> PruneAsync(bool isTrial = false) =>
        Assert.IsType<Pruning.Done>(await store.PruneAsync(isTrial)).Objects;
}
