using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using static GatewayPipeline.Bundles.Tests.Trust.Signatories;

namespace GatewayPipeline.Bundles.Tests.Trust.Rollouts;

public sealed class RolloutTrustTests
{
    private static readonly ReleaseRecord Candidate = Release with
    {
        Sequence = Release.Sequence + 1,
        Bundle = new(BundleDigest.Of("new blob"u8), 8, BundleDigest.Of("new content"u8)),
    };

    private static readonly ChannelHead RollingOut = HeadOf(Release) with
    {
        Revision = Head.Revision + 1,
        Sequence = Candidate.Sequence,
        Rollout = RolloutOf(Candidate),
    };

    private static readonly ChannelHead TakenBack = HeadOf(Release) with
    {
        Revision = Head.Revision + 2,
        Sequence = Candidate.Sequence,
        Withdrawn = new(Candidate.Sequence, Candidate.Bundle.ContentDigest, Noon, "refused"),
    };

    [Fact]
    public void A_head_names_two_releases_and_each_gateway_takes_its_own()
    {
        var stable = Trusted(RollingOut, Release, HeadTarget.Stable);
        var candidate = Trusted(RollingOut, Candidate, HeadTarget.Newest);

        Assert.False(stable.Target.IsCandidate);
        Assert.True(candidate.Target.IsCandidate);
        Assert.Equal(candidate.Floor, stable.Floor);
        AssertRejected(RejectionCause.Mismatch, RollingOut, Candidate, HeadTarget.Stable);
        AssertRejected(RejectionCause.Mismatch, RollingOut, Release, HeadTarget.Newest);
        Assert.IsType<Verdict.Trusted>(Policy.VerifyAccepted(Sign(RollingOut), Sign(Candidate)));
        Assert.IsType<Verdict.Trusted>(Policy.VerifyAccepted(Sign(RollingOut), Sign(Release)));
    }

    [Fact]
    public void A_canary_and_the_cohort_run_the_candidate()
    {
        var head = RollingOut with { Rollout = RolloutOf(Candidate) with { Percent = 35 } };

        Assert.True(HeadTarget.Of(head, "first").IsCandidate);
        Assert.True(HeadTarget.Of(head, "gw-0").IsCandidate);
        Assert.False(HeadTarget.Of(head, "gw-1").IsCandidate);
        Assert.False(HeadTarget.Of(Head, "first").IsCandidate);
    }

    [Fact]
    public void A_withdrawn_candidate_gives_way_to_the_stable_release_and_the_floor_stays()
    {
        var floor = Trusted(RollingOut, Candidate, HeadTarget.Newest).Floor;
        var after = Trusted(TakenBack, Release, HeadTarget.Stable, floor).Floor;

        Assert.Equal((Candidate.Sequence, floor.Release), (after.Sequence, after.Release));
        Assert.Equal(Release.Sequence, after.Stable);
        AssertRejected(RejectionCause.Rollback, RollingOut, Candidate, HeadTarget.Newest, after);
    }

    [Fact]
    public void What_became_stable_is_not_taken_back_by_a_head()
    {
        var promoted = HeadOf(Candidate) with { Revision = RollingOut.Revision + 1 };
        var floor = Trusted(promoted, Candidate, HeadTarget.Stable).Floor;

        AssertRejected(
            RejectionCause.Rollback, TakenBack with { Revision = promoted.Revision + 1 }, Release, HeadTarget.Stable, floor);
        AssertRejected(
            RejectionCause.Rollback, RollingOut with { Revision = promoted.Revision + 1 }, Candidate, HeadTarget.Newest, floor);
    }

    [Fact]
    public void Another_candidate_under_a_number_that_was_seen_is_refused()
    {
        var floor = Trusted(RollingOut, Candidate, HeadTarget.Newest).Floor;
        var other = Candidate with { TraceId = "other" };
        var head = RollingOut with { Revision = RollingOut.Revision + 1, Rollout = RolloutOf(other) };

        AssertRejected(RejectionCause.Rollback, head, other, HeadTarget.Newest, floor);
        AssertRejected(RejectionCause.Rollback, head, Release, HeadTarget.Stable, floor);
    }

    [Fact]
    public void Numbers_that_do_not_fit_together_are_refused()
    {
        AssertRejected(RejectionCause.Mismatch, RollingOut with { Sequence = 9 }, Release, HeadTarget.Stable);
        AssertRejected(RejectionCause.Mismatch, TakenBack with { Withdrawn = null }, Release, HeadTarget.Stable);
        var older = Candidate with { Sequence = Release.Sequence - 1 };
        AssertRejected(
            RejectionCause.Mismatch, Head with { Rollout = RolloutOf(older) }, Release, HeadTarget.Stable);
        AssertRejected(
            RejectionCause.Malformed,
            RollingOut with { Rollout = RolloutOf(Candidate) with { Percent = 101 } }, Release, HeadTarget.Stable);
    }

    [Fact]
    public void A_plan_can_ask_for_more_signatures_than_the_root()
    {
        var rollout = RolloutOf(Candidate);
        var head = RollingOut with { Rollout = rollout with { Plan = rollout.Plan with { ReleaseSignatures = 2 } } };

        AssertRejected(RejectionCause.Unsigned, head, Candidate, HeadTarget.Newest);
        Trusted(head, Release, HeadTarget.Stable);
    }

    private static Rollout RolloutOf(ReleaseRecord candidate) => new()
    {
        Release = new(candidate.Sequence, BundleDigest.Of(candidate.ToPayload()), candidate.ToPayload().Length),
        Bundle = candidate.Bundle,
        Salt = "prod-eu/184",
        Percent = 10,
        Stage = 0,
        StageBegan = Noon,
        Plan = new()
        {
            Stages = [new(10, TimeSpan.FromMinutes(20)), new(100, TimeSpan.Zero)],
            Bake = TimeSpan.FromMinutes(10),
            Canaries = ["first"],
        },
    };

    private static Verdict.Trusted Trusted(
        ChannelHead head, ReleaseRecord release, TargetChoice choice, TrustFloor? floor = null) =>
        Assert.IsType<Verdict.Trusted>(Policy.Verify(Sign(head), Sign(release), floor, Noon, choice));

    private static void AssertRejected(
        RejectionCause cause, ChannelHead head, ReleaseRecord release, TargetChoice choice, TrustFloor? floor = null) =>
        Assert.Equal(
            cause,
            Assert.IsType<Verdict.Rejected>(Policy.Verify(Sign(head), Sign(release), floor, Noon, choice)).Cause);
}
