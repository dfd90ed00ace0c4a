using CsCheck;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Rollouts;
using static GatewayPipeline.Delivery.Tests.Rollouts.SignedHeads;

namespace GatewayPipeline.Delivery.Tests.Rollouts;

public sealed class HeadTransitionsTests
{
    private static readonly string[] Gateways = ["canary", "gw-0", "gw-1", "gw-2", "gw-3", "gw-4"];

    [Fact]
    public void A_candidate_begins_with_the_first_stage_and_leaves_the_stable_release_where_it_is()
    {
        var head = RollingOut;

        Assert.Equal((2, 2, First.Release), (head.Revision, head.Sequence, head.Release));
        Assert.Equal((0, 0, Channel), (head.Rollout?.Stage, head.Rollout?.Percent, head.Rollout?.Salt));
        Assert.Equal(Release(2).Release, head.Rollout?.Release);
        Assert.Equal((Noon.AddMinutes(1), "commit 2"), (head.Rollout?.StageBegan, head.Source?.Commit));
    }

    [Fact]
    public void Other_gateways_go_first_if_the_plan_says_so() => Assert.Equal(
        "edge/2",
        HeadTransitions.Candidate(First, Release(2), Plan with { SaltPerRelease = true }, At(1)).Rollout?.Salt);

    [Fact]
    public void Stages_follow_each_other_up_to_the_bake()
    {
        (int?, int?)[] expected = [(1, 10), (2, 50), (3, 100), (4, 100), (4, 100)];
        var head = RollingOut;
        foreach (var stage in expected)
        {
            head = HeadTransitions.Advance(head, At(2));
            Assert.Equal(stage, (head.Rollout?.Stage, head.Rollout?.Percent));
        }
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(10, 1)]
    [InlineData(49, 1)]
    [InlineData(99, 2)]
    [InlineData(100, 3)]
    public void A_percentage_counts_as_the_last_stage_that_it_has_reached(int percent, int stage)
    {
        var head = HeadTransitions.AdvanceTo(RollingOut, percent, At(2));

        Assert.Equal((percent, stage), (head.Rollout?.Percent, head.Rollout?.Stage));
    }

    [Fact]
    public void A_percentage_never_falls() => Assert.Throws<ArgumentException>(
        () => HeadTransitions.AdvanceTo(HeadTransitions.AdvanceTo(RollingOut, 50, At(2)), 49, At(3)));

    [Fact]
    public void What_is_promoted_is_stable_and_good_only_if_it_has_baked()
    {
        var promoted = HeadTransitions.Promote(RollingOut, isGood: false, At(2));
        var good = HeadTransitions.Promote(RollingOut, isGood: true, At(2));

        Assert.Equal((Release(2).Release, Release(2).Bundle, null), (promoted.Release, promoted.Bundle, promoted.Rollout));
        Assert.Empty(HeadTransitions.GoodsOf(promoted));
        Assert.Equal([2L], HeadTransitions.GoodsOf(good).Select(each => each.Release.Sequence));
        Assert.Equal(
            HeadTransitions.GoodsOf(good).Select(each => each.Release),
            HeadTransitions.GoodsOf(HeadTransitions.MarkGood(promoted, At(3))).Select(each => each.Release));
    }

    [Fact]
    public void A_head_names_the_eight_last_that_were_good()
    {
        var head = First;
        for (var sequence = 2; sequence <= 12; sequence++)
        {
            head = HeadTransitions.MarkGood(HeadTransitions.Publish(head, Release(sequence), At(sequence)), At(sequence));
        }

        Assert.Equal(
            [12, 11, 10, 9, 8, 7, 6, 5], HeadTransitions.GoodsOf(head).Select(good => good.Release.Sequence));
    }

    [Fact]
    public void What_is_withdrawn_keeps_its_number_until_another_release_follows()
    {
        var withdrawn = HeadTransitions.Withdraw(RollingOut, "refused", mayReturn: false, At(2));
        var next = HeadTransitions.Publish(withdrawn, Release(3), At(3));

        Assert.Equal((2L, "refused", null), (withdrawn.Withdrawn?.Sequence, withdrawn.Withdrawn?.Reason, withdrawn.Rollout));
        Assert.Equal((First.Release, 2L), (withdrawn.Release, withdrawn.Sequence));
        Assert.Null(next.Withdrawn);
        Assert.Throws<ArgumentException>(() => HeadTransitions.Publish(withdrawn, Release(2), At(3)));
    }

    [Fact]
    public void A_pause_ends_when_somebody_goes_on()
    {
        var paused = HeadTransitions.Pause(RollingOut, "look at the logs", At(2));

        Assert.Equal("look at the logs", paused.Rollout?.Paused);
        Assert.Equal(
            (null, Noon.AddMinutes(3), 0),
            (HeadTransitions.Resume(paused, At(3)).Rollout?.Paused, HeadTransitions.Resume(paused, At(3)).Rollout?.StageBegan, 0));
        Assert.Null(HeadTransitions.Advance(paused, At(3)).Rollout?.Paused);
    }

    /// <summary>
    /// Whatever is done to a channel in whatever order, and whichever of the heads a gateway happens to see: it accepts
    /// each, its floor never goes down, and within a rollout no percentage does.
    /// </summary>
    [Fact]
    public void Gateways_accept_every_head_that_any_way_leads_to() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 100], Gen.Int[0, 63]).Array[1, 30].Sample(
            steps =>
            {
                var head = First;
                var floors = new TrustFloor?[Gateways.Length];
                foreach (var (step, percent, seenBy) in steps)
                {
                    var next = Apply(head, step, percent);
                    Assert.Equal(head.Revision + 1, next.Revision);
                    if (next.Rollout?.Release == head.Rollout?.Release)
                    {
                        Assert.True((next.Rollout?.Percent ?? 0) >= (head.Rollout?.Percent ?? 0));
                    }

                    head = next;
                    for (var i = 0; i < Gateways.Length; i++)
                    {
                        if ((seenBy & (1 << i)) != 0)
                        {
                            floors[i] = Raise(floors[i], Judge(head, Gateways[i], floors[i]));
                        }
                    }
                }
            },
            iter: 200);

    private static TrustFloor Raise(TrustFloor? before, Verdict verdict)
    {
        var floor = Assert.IsType<Verdict.Trusted>(verdict).Floor;
        Assert.True(before is null || (floor.Revision >= before.Revision && floor.Sequence >= before.Sequence
            && floor.Stable >= before.Stable));

        return floor;
    }

    private static ChannelHead Apply(ChannelHead head, int step, int percent)
    {
        var stamp = At(head.Revision);
        var release = Release(head.Sequence + 1);

        return (step, head.Rollout) switch
        {
            (0, _) => HeadTransitions.Publish(head, release, stamp),
            (1, _) => HeadTransitions.Candidate(head, release, Plan, stamp),
            (2, _) => HeadTransitions.MarkGood(head, stamp),
            (3, { }) => HeadTransitions.Advance(head, stamp),
            (4, { } rollout) when percent >= rollout.Percent => HeadTransitions.AdvanceTo(head, percent, stamp),
            (5, { }) => HeadTransitions.Promote(head, isGood: percent > 50, stamp),
            (6, { }) => HeadTransitions.Pause(head, "wait", stamp),
            (7, { }) => HeadTransitions.Resume(head, stamp),
            (8, { }) => HeadTransitions.Withdraw(head, "no", percent > 50, stamp),
            _ => HeadTransitions.Renew(head, stamp),
        };
    }
}
