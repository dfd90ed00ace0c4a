using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>What becomes of a push, by what it did to the ref: docs/publishing.md has the same table.</summary>
public sealed class PublishPolicyTests : IDisposable
{
    private readonly PublishScene scene = new();

    public void Dispose() => scene.Dispose();

    public static TheoryData<string, string, string> Table => new()
    {
        { "a new commit", "", "published" },
        { "the same commit", "", "unchanged" },
        { "an empty commit", "", "unchanged" },
        { "the branch is deleted", "", "refused: there is no branch or tag 'main'" },
        { "all files are deleted", "", "refused: no Gateway is left" },
        { "all files are deleted", "--allow-shrink", "published" },
        { "all files are deleted", "trailer", "published" },
        { "the Gateway is deleted, and routes are left", "", "refused: the manifests have errors" },
        { "six of ten hosts are deleted", "", "refused: it removes 6 of 10 hosts" },
        { "six of ten hosts are deleted", "--allow-shrink", "published" },
        { "six of ten hosts are deleted", "trailer", "published" },
        { "five of ten hosts are deleted", "", "published" },
        { "history is rewritten", "", "refused: the history of refs/heads/main was rewritten" },
        { "history is rewritten", "--allow-force-push", "published" },
        { "the branch is set back", "", "refused: the history of refs/heads/main was rewritten" },
        { "the branch is set back", "--allow-force-push", "published" },
        { "another repository", "", "refused: the channel was published from" },
        { "another repository", "--allow-force-push", "published" },
        { "two commits and a merge", "", "published" },
        { "a mistake", "", "refused: the manifests have errors" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_push_has_the_outcome_that_the_table_says(string push, string allowed, string outcome)
    {
        scene.Commit("before", hosts: 10);
        var first = scene.Repository.Head();
        scene.Commit("first", hosts: 10);
        await scene.PublishAsync();
        var live = await scene.HeadAsync();
        Push(push, first, allowed is "trailer" ? "Change much\n\nAllow-Shrink: true" : "change");
        scene.Workshop.Time.Now += ChannelHead.DefaultLifetime / 2;

        using var elsewhere = new PublishScene();
        elsewhere.Commit("elsewhere", hosts: 10);
        var source = push is "another repository"
            ? PublishScene.Open(elsewhere.Repository.FullPath, "main")
            : PublishScene.Open(scene.Repository.FullPath, "main");
        var publication = await scene.PublishAsync(source, PublishScene.Request with
        {
            AllowShrink = allowed is "--allow-shrink",
            AllowForcePush = allowed is "--allow-force-push",
        });

        var parts = outcome.Split(": ", 2);
        Assert.Equal(parts[0], publication.Outcome.GetType().Name.ToLowerInvariant());
        Assert.Contains(parts[^1], (publication.Outcome as Publication.Refused)?.Reason ?? outcome, StringComparison.Ordinal);

        // Whatever is refused, the head lives on; and only what was published is another release.
        var head = await scene.HeadAsync();
        Assert.Equal(2, head.Revision);
        Assert.Equal(parts[0] is "published" ? 2 : 1, head.Sequence);
        Assert.Equal(scene.Workshop.Time.Now + ChannelHead.DefaultLifetime, head.Expires);
        Assert.Equal(parts[0] is "refused", head.Source == live.Source && push is not "the same commit");
        var release = await scene.ReleaseAsync();
        Assert.Equal(allowed is "--allow-shrink" or "trailer" ? true : null, release.AllowShrink);
        Assert.Equal(allowed is "--allow-force-push" ? live.Source?.Commit : null, release.Source.ForcedFrom);
    }

    [Fact]
    public async Task A_tag_that_moves_on_is_published_and_one_that_goes_freezes()
    {
        scene.Commit("first");
        scene.Repository.Run("tag", "live");
        await scene.PublishAsync(reference: "live");
        Assert.Equal("refs/tags/live", (await scene.HeadAsync()).Source?.Ref);

        scene.Commit("second");
        Assert.IsType<Publication.Unchanged>((await scene.PublishAsync(reference: "live")).Outcome);
        scene.Repository.Run("tag", "--force", "live");
        Assert.IsType<Publication.Published>((await scene.PublishAsync(reference: "live")).Outcome);
        scene.Repository.Run("tag", "--delete", "live");

        Assert.IsType<Publication.Refused>((await scene.PublishAsync(reference: "live")).Outcome);
        Assert.Equal(2, (await scene.HeadAsync()).Sequence);
    }

    [Fact]
    public async Task An_empty_tree_is_no_first_release_either()
    {
        scene.Repository.Write("README.md", "nothing yet");
        scene.Repository.Commit();

        Assert.IsType<Publication.Refused>((await scene.PublishAsync()).Outcome);

        Assert.Null(await scene.Workshop.LookAsync());
    }

    [Fact]
    public async Task A_live_bundle_that_is_gone_is_no_measure()
    {
        scene.Commit("first");
        await scene.PublishAsync();
        var blob = Bundles.Stores.StoreLayout.Blob((await scene.HeadAsync()).Bundle.Blob);
        await scene.Workshop.Store.DeleteAsync(blob, TestContext.Current.CancellationToken);
        scene.Commit("second");

        var refused = Assert.IsType<Publication.Refused>((await scene.PublishAsync()).Outcome);
        Assert.Contains(blob, refused.Reason, StringComparison.Ordinal);
        var allowed = await scene.PublishAsync(PublishScene.Request with { AllowShrink = true });
        Assert.IsType<Publication.Published>(allowed.Outcome);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(4, true)]
    public async Task Gateways_are_told_when_a_Fleets_guard_lets_more_go_than_theirs(int left, bool? said)
    {
        scene.Repository.Write("fleet.yaml", """
            apiVersion: gatewaypipeline.dev/v1
            kind: Fleet
            metadata: { name: edge, namespace: istio-system }
            spec:
              labels: { istio: ingressgateway }
              channel: edge
              guard: { removedHostsPercent: 60, removedRoutesPercent: 60 }

            """);
        scene.Commit("first", hosts: 10);
        await scene.PublishAsync();
        scene.Commit("first", hosts: left);

        Assert.IsType<Publication.Published>((await scene.PublishAsync()).Outcome);

        Assert.Equal(said, (await scene.ReleaseAsync()).AllowShrink);
        scene.Commit("first", hosts: 1);
        Assert.IsType<Publication.Refused>((await scene.PublishAsync()).Outcome);
    }

    [Fact]
    public async Task That_much_may_go_is_said_of_the_live_content_once_and_never_unsaid()
    {
        scene.Commit("first", hosts: 10);
        await scene.PublishAsync();
        var request = PublishScene.Request with { AllowShrink = true };

        Assert.IsType<Publication.Published>((await scene.PublishAsync(request)).Outcome);
        Assert.IsType<Publication.Unchanged>((await scene.PublishAsync(request)).Outcome);
        Assert.IsType<Publication.Unchanged>((await scene.PublishAsync()).Outcome);

        var release = await scene.ReleaseAsync();
        Assert.Equal((2, true), (release.Sequence, release.AllowShrink));
        Assert.Equal(1, scene.Events.Compilations);
    }

    private void Push(string push, string first, string message)
    {
        switch (push)
        {
            case "a new commit":
                scene.Commit("second", hosts: 10);
                break;
            case "an empty commit":
                scene.Repository.Commit();
                break;
            case "the branch is deleted":
                scene.Repository.Run("branch", "--move", "main", "other");
                break;
            case "all files are deleted":
                scene.Repository.Run("rm", "--quiet", "-r", ".");
                scene.Repository.Commit(message);
                break;
            case "the Gateway is deleted, and routes are left":
                scene.Repository.Run("rm", "--quiet", "gateway.yaml");
                scene.Repository.Commit(message);
                break;
            case "six of ten hosts are deleted":
                scene.Commit("first", hosts: 4, message);
                break;
            case "five of ten hosts are deleted":
                scene.Commit("first", hosts: 5, message);
                break;
            case "history is rewritten":
                scene.Repository.Run("reset", "--quiet", "--hard", first);
                scene.Commit("second", hosts: 10);
                break;
            case "the branch is set back":
                scene.Repository.Run("reset", "--quiet", "--hard", first);
                break;
            case "two commits and a merge":
                scene.Repository.Run("checkout", "--quiet", "-b", "side");
                scene.Repository.Write("more.yaml", PublishScene.Routes("more", "more", "more.example.com"));
                scene.Repository.Commit();
                scene.Repository.Run("checkout", "--quiet", "main");
                scene.Commit("second", hosts: 10);
                scene.Repository.Run("merge", "--quiet", "--no-edit", "side");
                break;
            case "a mistake":
                scene.Repository.Write("shop.yaml", "kind: VirtualService\napiVersion: networking.istio.io/v1\n");
                scene.Repository.Commit();
                break;
        }
    }
}
