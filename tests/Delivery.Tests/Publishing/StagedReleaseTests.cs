using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>What a publication does to a channel whose releases come to gateways in stages.</summary>
public sealed class StagedReleaseTests : IDisposable
{
    private static readonly Bundle First = Workshop.BundleOf("first");
    private static readonly Bundle Second = Workshop.BundleOf("second");
    private static readonly Bundle Third = Workshop.BundleOf("third");

    private static readonly ReleaseRequest Staged = Workshop.Request with
    {
        Rollout = RolloutPresets.Find(RolloutPresets.Canary10),
    };

    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public async Task The_first_release_of_a_channel_is_the_stable_one_at_once()
    {
        var head = await PublishAsync(First);

        Assert.Null(head.Rollout);
        Assert.Equal(First.Reference, head.Bundle);
    }

    [Fact]
    public async Task New_content_is_a_candidate_beside_the_stable_release()
    {
        await PublishAsync(First);
        var head = await PublishAsync(Second);

        Assert.Equal((First.Reference, Second.Reference), (head.Bundle, head.Rollout?.Bundle));
        Assert.Equal((1, 2, 2L, 10), (head.Release.Sequence, head.Rollout?.Release.Sequence, head.Sequence, head.Rollout?.Percent));
        Assert.IsType<Publication.Unchanged>(await workshop.PublishAsync(Second, Staged));
    }

    [Fact]
    public async Task A_newer_candidate_takes_the_place_of_the_one_under_way()
    {
        await PublishAsync(First);
        await PublishAsync(Second);
        var head = await PublishAsync(Third);

        Assert.Equal((First.Reference, Third.Reference, 3L), (head.Bundle, head.Rollout?.Bundle, head.Sequence));
    }

    [Fact]
    public async Task Without_a_plan_new_content_is_stable_at_once_whatever_was_under_way()
    {
        await PublishAsync(First);
        await PublishAsync(Second);
        await workshop.PublishAsync(Third);

        var head = Assert.NotNull(await workshop.LookAsync()).Head;
        Assert.Equal((Third.Reference, null), (head.Bundle, head.Rollout));
    }

    [Fact]
    public async Task Going_back_to_the_stable_content_takes_the_candidate_back_and_it_may_return()
    {
        await PublishAsync(First);
        await PublishAsync(Second);

        var withdrawn = Assert.IsType<Publication.Withdrawn>(await workshop.PublishAsync(First, Staged)).Head;
        Assert.Equal((null, 2L, 1L), (withdrawn.Rollout, withdrawn.Withdrawn?.Sequence, withdrawn.Release.Sequence));

        var again = await PublishAsync(Second);
        Assert.Equal((Second.Reference, 3L), (again.Rollout?.Bundle, again.Sequence));
    }

    [Fact]
    public async Task The_emergency_plan_asks_for_two_release_signatures()
    {
        await PublishAsync(First);

        var refused = Assert.IsType<Publication.Refused>(await workshop.PublishAsync(
            Second, Staged with { Rollout = RolloutPresets.Find(RolloutPresets.Emergency) }));

        Assert.Contains("signed by 1 release keys, and its rollout asks for 2", refused.Reason, StringComparison.Ordinal);
        Assert.Null(Assert.NotNull(await workshop.LookAsync()).Head.Rollout);
    }

    [Fact]
    public async Task A_plan_that_cannot_be_followed_is_refused() => Assert.Contains(
        "100 percent",
        Assert.IsType<Publication.Refused>(await workshop.PublishAsync(
            First,
            Staged with { Rollout = new() { Stages = [new(50, TimeSpan.Zero)], Bake = TimeSpan.Zero } })).Reason,
        StringComparison.Ordinal);

    [Fact]
    public async Task Another_commit_with_the_same_content_is_noted_in_the_head()
    {
        await workshop.PublishAsync(First, Workshop.Request with { Source = new("shop", "aaaa") });
        var later = Workshop.Request with { Source = new("shop", "bbbb") };

        var head = Assert.IsType<Publication.Unchanged>(await workshop.PublishAsync(First, later)).Head;

        Assert.Equal(("bbbb", 2L, 1L), (head.Source?.Commit, head.Revision, head.Sequence));
        Assert.Equal(2, Assert.IsType<Publication.Unchanged>(await workshop.PublishAsync(First, later)).Head.Revision);
    }

    private async Task<ChannelHead> PublishAsync(Bundle bundle)
    {
        Assert.IsType<Publication.Published>(await workshop.PublishAsync(bundle, Staged));

        return Assert.NotNull(await workshop.LookAsync()).Head;
    }
}
