using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>What a second builder builds of a proposal, and what it refuses to.</summary>
public sealed class RebuilderTests : IDisposable
{
    private const string Fleet = """
        apiVersion: gatewaypipeline.dev/v1
        kind: Fleet
        metadata: { name: edge, namespace: istio-system }
        spec:
          labels: { istio: ingressgateway }
          channel: edge
          isolation: namespace

        """;

    private readonly PublishScene scene = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_release_with_a_held_namespace_comes_out_the_same()
    {
        var (live, record) = await HoldBackAsync();

        var made = Assert.IsType<Rebuild.Made>(await RebuildAsync(record, live));

        Assert.Equal(record.Bundle.ContentDigest, made.Bundle.ContentDigest);
        Assert.Equal(record.Source, made.Source);
        Assert.Equal("edge", made.Fleet?.Name);
    }

    [Fact]
    public async Task A_namespace_is_held_back_only_if_it_has_to_be_and_only_at_what_is_live()
    {
        var (live, record) = await HoldBackAsync();
        var held = Assert.Single(record.Source.Held ?? []);
        ImmutableArray<HeldPart>[] others =
        [
            [held, held with { Namespace = "tenant-1" }],
            [held with { Commit = record.Source.Commit }],
            [held with { Commit = null }],
            [held with { Part = BundleDigest.Of("other"u8) }],
        ];

        foreach (var other in others)
        {
            var refused = Assert.IsType<Rebuild.Refused>(
                await RebuildAsync(record with { Source = record.Source with { Held = other } }, live));
            Assert.Contains("holds back tenant-2", refused.Reason, StringComparison.Ordinal);
            Assert.Contains($"here it would be tenant-2 at {held.Commit}", refused.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_compiles_holds_nothing_back()
    {
        var (live, record) = await HoldBackAsync();
        var good = live.Commit ?? "";

        var refused = Assert.IsType<Rebuild.Refused>(await RebuildAsync(
            record with { Source = record.Source with { Commit = good } }, live, reference: good));

        Assert.Contains("here none has to be", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_compile_and_holds_nothing_back_fails_here_as_well()
    {
        var (live, record) = await HoldBackAsync();

        var failed = Assert.IsType<Rebuild.Failed>(
            await RebuildAsync(record with { Source = record.Source with { Held = null } }, live));

        Assert.True(failed.Compilation.HasErrors);
    }

    [Fact]
    public async Task What_it_is_for_and_the_platforms_source_are_the_proposals_to_say()
    {
        scene.Commit("first");
        using var platform = new PublishScene();
        platform.Repository.Write("fleets.yaml", Fleet + "---\n" + Fleet.Replace("edge", "other", StringComparison.Ordinal));
        platform.Repository.Commit();
        var sources = new PublishSources(
            PublishScene.Open(scene.Repository.FullPath, "main"), PublishScene.Open(platform.Repository.FullPath, "main"));
        await new Publisher(scene.Place(scene.Workshop.Store, scene.Workshop.Store)).PublishAsync(
            sources, new() { Options = new() { Fleet = "edge" } }, Cancellation);
        var record = await scene.ReleaseAsync();
        Assert.Equal("edge", record.Source.Fleet);

        var made = Assert.IsType<Rebuild.Made>(
            await new Rebuilder(sources, live: null, new()).RebuildAsync(record, Cancellation));
        Assert.Equal((record.Bundle.ContentDigest, record.Source), (made.Bundle.ContentDigest, made.Source));

        platform.Repository.Write("more.yaml", "# another tree");
        platform.Repository.Commit();
        var refused = Assert.IsType<Rebuild.Refused>(
            await new Rebuilder(sources, live: null, new()).RebuildAsync(record, Cancellation));
        Assert.Contains($"was made with {record.Source.Platform} as the platform's own source", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_behind_the_branch_is_built_although_the_branch_has_moved_on()
    {
        scene.Commit("first");
        await scene.PublishAsync();
        var record = await scene.ReleaseAsync();
        scene.Commit("second");

        var made = Assert.IsType<Rebuild.Made>(await RebuildAsync(record, live: null));

        Assert.Equal(record.Bundle.ContentDigest, made.Bundle.ContentDigest);
        Assert.Equal(record.Source, made.Source);
    }

    [Fact]
    public async Task A_commit_of_another_branch_is_built_only_if_it_is_named()
    {
        scene.Commit("first");
        scene.Repository.Run("switch", "--quiet", "--create", "aside");
        var aside = scene.Commit("aside");
        await scene.PublishAsync(reference: "aside");
        var record = await scene.ReleaseAsync();
        scene.Repository.Run("switch", "--quiet", "main");

        var refused = Assert.IsType<Rebuild.Refused>(await RebuildAsync(record, live: null));
        Assert.Contains("does not lie behind refs/heads/main", refused.Reason, StringComparison.Ordinal);
        Assert.EndsWith($"says --ref {aside}", refused.Reason, StringComparison.Ordinal);

        Assert.IsType<Rebuild.Made>(await RebuildAsync(record, live: null, reference: aside));
        Assert.IsType<Rebuild.Refused>(await RebuildAsync(record, live: null, scene.Repository.Head()));
    }

    [Fact]
    public async Task A_commit_before_the_live_one_is_built_only_if_it_is_named()
    {
        var older = scene.Commit("first");
        await scene.PublishAsync();
        var record = await scene.ReleaseAsync();
        scene.Commit("second");
        await scene.PublishAsync();
        var live = (await scene.HeadAsync()).Source;
        scene.Commit("third");

        var refused = Assert.IsType<Rebuild.Refused>(await RebuildAsync(record, live));

        Assert.Contains($"does not descend from {live?.Commit}, which is live", refused.Reason, StringComparison.Ordinal);
        Assert.IsType<Rebuild.Made>(await RebuildAsync(record, live, reference: older));
    }

    /// <summary>Two commits, of which the second breaks one of three tenants: what was live before, and the release.</summary>
    private async Task<(ReleaseSource Live, ReleaseRecord Record)> HoldBackAsync()
    {
        Commit("first", mistake: "");
        await scene.PublishAsync();
        var live = (await scene.HeadAsync()).Source;
        Assert.NotNull(live);
        Commit("second", mistake: "    timeoutt: 5s\n");
        await scene.PublishAsync();

        return (live, await scene.ReleaseAsync());
    }

    private void Commit(string path, string mistake)
    {
        scene.Repository.Write("gateway.yaml", PublishScene.Gateway);
        scene.Repository.Write("fleet.yaml", Fleet);
        foreach (var name in new[] { "tenant-1", "tenant-2", "tenant-3" })
        {
            var routes = PublishScene.Routes(name, path, $"{name}.example.com");
            scene.Repository.Write($"{name}.yaml", name is "tenant-2" ? routes + mistake : routes);
        }

        scene.Repository.Commit();
    }

    private Task<Rebuild> RebuildAsync(ReleaseRecord record, ReleaseSource? live, string reference = "main") =>
        new Rebuilder(new(PublishScene.Open(scene.Repository.FullPath, reference)), live, new())
            .RebuildAsync(record, Cancellation);
}
