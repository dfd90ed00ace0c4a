using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>From a repository to a head: what is done once, and what is not done again.</summary>
public sealed class PublisherTests : IDisposable
{
    private readonly PublishScene scene = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_commit_is_published_with_all_that_it_came_from()
    {
        var commit = scene.Commit("first");

        var published = await scene.PublishAsync(
            PublishScene.Request with { TraceId = "trace", DeliveryId = "delivery" });

        Assert.IsType<Publication.Published>(published.Outcome);
        var head = await scene.HeadAsync();
        Assert.Equal((1, 1, commit), (head.Revision, head.Sequence, head.Source?.Commit));
        Assert.Equal(("refs/heads/main", published.Source), (head.Source?.Ref, head.Source));
        Assert.NotNull(head.Source?.Tree);
        var release = await scene.ReleaseAsync();
        Assert.Equal((head.Source, "trace", "delivery"), (release.Source, release.TraceId, release.DeliveryId));
        Assert.IsType<ReleaseEvent.Ended>(scene.Events.All.Last());
    }

    [Fact]
    public async Task A_commit_that_is_live_is_not_even_read()
    {
        scene.Commit("first");
        await scene.PublishAsync();
        var before = scene.Events.All.Count;

        var again = await scene.PublishAsync();

        Assert.IsType<Publication.Unchanged>(again.Outcome);
        Assert.Equal(1, (await scene.HeadAsync()).Revision);
        Assert.Equal(
            [typeof(ReleaseEvent.Resolved), typeof(ReleaseEvent.Ended)],
            scene.Events.All.Skip(before).Select(each => each.GetType()));
    }

    [Fact]
    public async Task A_commit_of_the_same_content_moves_the_head_and_releases_nothing()
    {
        scene.Commit("first");
        await scene.PublishAsync();
        var routes = PublishScene.Routes("shop", "first", PublishScene.Hosts(2));
        scene.Repository.Write("shop.yaml", "# A remark.\n" + routes);
        var commit = scene.Repository.Commit();

        Assert.IsType<Publication.Unchanged>((await scene.PublishAsync()).Outcome);

        var head = await scene.HeadAsync();
        Assert.Equal((2, 1, commit), (head.Revision, head.Sequence, head.Source?.Commit));
        await scene.PublishAsync();
        Assert.Equal((2, 2), ((await scene.HeadAsync()).Revision, scene.Events.Compilations));
    }

    [Fact]
    public async Task What_was_built_before_is_not_built_again()
    {
        scene.Commit("first");
        await scene.PublishAsync();
        scene.Commit("second");
        await scene.PublishAsync();
        scene.Commit("first");

        var back = await scene.PublishAsync();

        Assert.IsType<Publication.Published>(back.Outcome);
        Assert.IsType<ReleaseEvent.Remembered>(scene.Events.All.SkipLast(1).Last());
        Assert.Equal((3, 2), ((await scene.HeadAsync()).Sequence, scene.Events.Compilations));
    }

    [Fact]
    public async Task What_does_not_compile_is_told_once_compiled_and_remembered()
    {
        scene.Repository.Write("web.yaml", PublishScene.Gateway.Replace("HTTP", "HTTTP", StringComparison.Ordinal));
        scene.Repository.Commit();

        var refused = await scene.PublishAsync();
        var again = await scene.PublishAsync();

        Assert.Equal("the manifests have errors", Assert.IsType<Publication.Refused>(refused.Outcome).Reason);
        Assert.Equal(refused.Outcome, again.Outcome);
        Assert.NotEqual(0, again.Findings?.GetProperty("findings").GetArrayLength());
        Assert.True(JsonElement.DeepEquals(refused.Findings ?? default, again.Findings ?? default));
        Assert.Equal(1, scene.Events.Compilations);
        Assert.Null(await scene.Workshop.LookAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_memo_that_lies_is_passed_over(bool isDamaged)
    {
        scene.Commit("first");
        await scene.PublishAsync();
        var blob = StoreLayout.Blob((await scene.HeadAsync()).Bundle.Blob);
        scene.Commit("second");
        await scene.PublishAsync();
        scene.Commit("first");
        await scene.Workshop.Store.DeleteAsync(blob, Cancellation);
        if (isDamaged)
        {
            await scene.Workshop.Store.CreateAsync(blob, "damaged"u8.ToArray(), Cancellation);
        }

        var publication = await scene.PublishAsync();

        Assert.Equal(3, scene.Events.Compilations);
        Assert.Equal(isDamaged, (publication.Outcome as Publication.Refused)?.Reason.Contains(blob, StringComparison.Ordinal) ?? false);
        Assert.Equal(isDamaged ? 2 : 3, (await scene.HeadAsync()).Sequence);
    }

    [Fact]
    public async Task A_memo_of_another_key_slips_no_bundle_in()
    {
        scene.Commit("first");
        await scene.PublishAsync();
        var memos = await scene.Workshop.Store.ListAsync("builds/", Cancellation).ToListAsync(Cancellation);
        var path = Assert.Single(memos);
        var evil = Workshop.BundleOf("evil");
        await scene.Workshop.Store.CreateAsync(StoreLayout.Blob(evil.Reference.Blob), evil.Bytes, Cancellation);
        await ForgeAsync(path, evil.Reference);

        await scene.PublishAsync(PublishScene.Request with { Channel = "other" });

        Assert.Equal(2, scene.Events.Compilations);
        var other = await scene.PublishAsync(PublishScene.Request with { Channel = "other" });
        Assert.NotEqual(evil.Reference, other.Head?.Bundle);
    }

    [Fact]
    public async Task A_folder_is_published_as_it_lies()
    {
        scene.Commit("first");
        var folder = PublishScene.Open(scene.Repository.FullPath);

        Assert.IsType<Publication.Published>((await scene.PublishAsync(folder)).Outcome);
        Assert.IsType<Publication.Unchanged>((await scene.PublishAsync(folder)).Outcome);
        Assert.Equal((1, 1), ((await scene.HeadAsync()).Revision, scene.Events.Compilations));

        scene.Repository.Write("shop.yaml", PublishScene.Routes("shop", "second", PublishScene.Hosts(2)));
        Assert.IsType<Publication.Published>((await scene.PublishAsync(folder)).Outcome);
    }

    [Fact]
    public async Task The_same_tree_feeds_two_channels_and_is_compiled_once()
    {
        scene.Commit("first");
        await scene.PublishAsync();

        var other = await scene.PublishAsync(PublishScene.Request with { Channel = "other" });

        Assert.IsType<Publication.Published>(other.Outcome);
        Assert.Equal(1, scene.Events.Compilations);
    }

    /// <summary>
    /// Whichever call to the store fails, before or after it did its work: gateways see the old head or the new one,
    /// and the next run heals it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_connection_at_any_call_leaves_the_old_or_the_new_head(bool afterwards)
    {
        scene.Commit("first");
        var before = scene.Repository.Head();
        var after = scene.Commit("second");
        for (var breakAt = 1; ; breakAt++)
        {
            using var each = new Workshop();
            var place = scene.Place(each.Store, each.Store) with
            {
                Keys = new(each.Keys.Chain, each.Keys.Release, each.Keys.Channel),
                Lease = new() { Duration = TimeSpan.FromMilliseconds(20) },
            };
            await PublishAsync(place, before);
            var broken = new BreakingStore(each.Store, each.Store, breakAt, afterwards);
            var exception = await Record.ExceptionAsync(
                () => PublishAsync(place with { Reader = broken, Writer = broken }, after));

            Assert.Contains(Assert.NotNull(await each.LookAsync()).Head.Source?.Commit, (string?[])[before, after]);
            await PublishAsync(place, after);
            var head = Assert.NotNull(await each.LookAsync()).Head;
            Assert.Equal((2, after), (head.Revision, head.Source?.Commit));
            if (!broken.HasBroken)
            {
                Assert.Null(exception);
                Assert.InRange(breakAt, 12, 40);

                return;
            }
        }
    }

    private async Task<ChannelPublication> PublishAsync(PublisherPlace place, string commit) =>
        Assert.Single(await new Publisher(place).PublishAsync(
            new(PublishScene.Open(scene.Repository.FullPath, commit)), PublishScene.Request, Cancellation));

    // As whoever can write the store would: another key signs, all else is right.
    private async Task ForgeAsync(string path, BundleReference evil)
    {
        var found = Assert.IsType<StoreRead.Found>(
            await scene.Workshop.Store.GetAsync(path, null, Limits.ReleaseBytes, Cancellation));
        Assert.True(SignedEnvelope.TryParse(found.Content.Span, out var envelope));
        var memo = JsonNode.Parse(envelope.Payload.Span)?.AsObject();
        Assert.NotNull(memo);
        memo["bundle"] = JsonSerializer.SerializeToNode(evil, JsonSerializerOptions.Web);
        using var stranger = new Workshop();
        var payload = Encoding.UTF8.GetBytes(memo.ToJsonString());
        var forged = await stranger.Keys.Release.CosignAsync(
            new(envelope.PayloadType, payload, []), Cancellation);
        await scene.Workshop.Store.ReplaceAsync(path, forged.ToJson(), found.ETag, Cancellation);
    }
}
