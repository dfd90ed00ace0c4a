using System.Collections.Immutable;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Rollouts;
using static GatewayPipeline.Delivery.Tests.Rollouts.SignedHeads;

namespace GatewayPipeline.Delivery.Tests.Rollouts;

/// <summary>
/// Release 2 on its way, in stages of 0 (canary), 10, 50 and 100 percent. With the salt "edge", some of the gateways are
/// in each stage and some are not.
/// </summary>
public sealed class AdvanceRolloutTests
{
    private static readonly ImmutableArray<string> Gateways = ["canary", .. Enumerable.Range(0, 40).Select(i => $"gw-{i}")];

    private static readonly ChannelHead AtTen = HeadTransitions.AdvanceTo(RollingOut, 10, At(1));
    private static readonly ChannelHead AtHalf = HeadTransitions.AdvanceTo(RollingOut, 50, At(1));
    private static readonly ChannelHead AtAll = HeadTransitions.AdvanceTo(RollingOut, 100, At(1));
    private static readonly ChannelHead Baking = HeadTransitions.Advance(AtAll, At(1));

    [Fact]
    public void The_gateways_of_these_tests_are_on_both_sides()
    {
        Assert.InRange(Cohort(AtTen).Length, 2, 10);
        Assert.InRange(Cohort(AtHalf).Length, 15, 30);
    }

    [Fact]
    public void A_stage_without_a_time_of_its_own_ends_when_its_gateways_run_the_candidate()
    {
        AssertWaits("0 of 1 gateways", RollingOut, All(RollingOut, 2) with { Applied = [] }, 2);

        Assert.Equal((1, 10), Stage(AssertWrites("goes to 10 %", RollingOut, All(RollingOut, 2), 2)));
    }

    [Theory]
    [InlineData(10.9, false)]
    [InlineData(11, true)]
    public void A_stage_lasts_its_time(double minute, bool goesOn)
    {
        if (goesOn)
        {
            Assert.Equal((2, 50), Stage(AssertWrites("goes to 50 %", AtTen, All(AtTen, minute), minute)));
        }
        else
        {
            AssertWaits("the stage of 10 % lasts until", AtTen, All(AtTen, minute), minute);
        }
    }

    [Fact]
    public void A_stage_lasts_from_when_the_candidate_is_in_effect() => AssertWaits(
        "lasts until 2030-06-01 12:18:00Z", AtTen, All(AtTen, 12) with { ActivatedAt = Noon.AddMinutes(8) }, 12);

    [Fact]
    public void What_was_only_fetched_does_not_count() => AssertWaits(
        "gateways that are to run release 2 do", AtTen, All(AtTen, 30) with { Applied = ["canary"] }, 30);

    [Fact]
    public void All_gateways_bake_the_candidate_before_it_is_stable_and_good()
    {
        Assert.Equal((4, 100), Stage(AssertWrites("it bakes for 00:30:00", AtAll, All(AtAll, 2), 2)));
        AssertWaits("the bake lasts until", Baking, All(Baking, 30), 30);
        var stable = AssertWrites("a last-known-good", Baking, All(Baking, 31), 31);

        Assert.Equal((Release(2).Release, null), (stable.Release, stable.Rollout));
        Assert.Equal(Release(2).Release, Assert.Single(HeadTransitions.GoodsOf(stable)).Release);
    }

    [Fact]
    public void One_canary_that_refuses_takes_the_candidate_back_for_all()
    {
        var taken = AssertWrites(
            "canary canary refuses it: bad regex", AtHalf, All(AtHalf, 2) with { Refusing = ["canary"] }, 2);

        Assert.Equal((null, 2L, null), (taken.Rollout, taken.Withdrawn?.Sequence, taken.Withdrawn?.MayReturn));
        Assert.Equal(First.Release, taken.Release);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void More_refusals_than_the_plan_allows_take_it_back(int refusing, bool takesBack)
    {
        var head = WithGates(AtHalf, gates => gates with { MaxRefusedPercent = 7 });
        var fleet = All(head, 2) with { Refusing = [.. Cohort(head).Except(["canary"]).Take(refusing)] };

        Assert.Equal(takesBack, Decide(head, fleet, 2) is HeadChange.Write { Next.Withdrawn: not null });
    }

    [Fact]
    public void A_machine_that_lacks_something_says_nothing_about_the_candidate() => AssertWaits(
        "gateways that are to run release 2 do", AtTen,
        All(AtTen, 30) with { Refusing = ["canary"], Applied = [], IsEnvironment = true }, 30);

    [Fact]
    public void A_refusal_of_another_release_says_nothing_about_this_one() => AssertWrites(
        "goes to 50 %", AtTen, All(AtTen, 30) with { Refusing = ["canary"], RefusedSequence = 1 }, 30);

    [Fact]
    public void Absence_is_no_success()
    {
        var halted = AssertWrites("are silent", AtHalf, All(AtHalf, 10) with { Silent = [.. Cohort(AtHalf).Take(5)] }, 10);

        Assert.Contains("are silent", halted.Rollout?.Paused, StringComparison.Ordinal);
        AssertWaits("halted:", halted, All(halted, 60), 60);
        AssertWaits("the stage of 50 % lasts", AtHalf, All(AtHalf, 4) with { Silent = [Cohort(AtHalf)[3]] }, 4);
        AssertWrites(
            "1 of 1 gateways that are to run it are silent, first canary", RollingOut,
            All(RollingOut, 10) with { Unknown = ["canary"] }, 10);
    }

    [Fact]
    public void A_gateway_that_left_long_ago_is_not_missed() =>
        Assert.Equal((2, 50), Stage(AssertWrites(
            "goes to 50 %", AtTen, All(AtTen, 30) with { Silent = [.. Cohort(AtTen)[1..]], SilentFor = TimeSpan.FromHours(25) },
            30)));

    [Fact]
    public void Where_no_gateway_reports_nothing_goes_on_by_itself() => AssertWaits(
        "no gateway of this channel reports", AtTen, All(AtTen, 600) with { Unknown = Gateways, Channel = "other" }, 600);

    [Fact]
    public void A_stage_without_gateways_ends_with_its_time()
    {
        var head = Without(AtTen, "canary");

        AssertWrites("goes to 50 %", head, All(head, 30) with { Unknown = [.. Cohort(head)] }, 30);
    }

    [Fact]
    public void An_Envoy_that_begins_anew_halts_it_until_somebody_goes_on()
    {
        var fleet = All(AtTen, 30) with { RestartedAt = Noon.AddMinutes(5) };
        var halted = AssertWrites("began anew under release 2", AtTen, fleet, 30);

        AssertWaits("lasts until", HeadTransitions.Resume(halted, At(31)), fleet with { Minute = 32 }, 32);
    }

    [Theory]
    [InlineData(0.5, 0.4, 1000, false)]
    [InlineData(2, 0, 1000, true)]
    [InlineData(30, 29.5, 1000, false)]
    [InlineData(30, 20, 1000, true)]
    [InlineData(50, 0, 2, false)]
    public void Failures_count_beside_those_of_the_gateways_that_do_not_try_it(
        double failing, double usual, int requests, bool takesBack)
    {
        var fleet = All(AtTen, 2) with { FailingPercent = failing, UsualPercent = usual, Requests = requests };

        Assert.Equal(takesBack, Decide(AtTen, fleet, 2) is HeadChange.Write { Next.Withdrawn: not null });
    }

    [Fact]
    public void Even_a_halted_candidate_is_taken_back_when_it_proves_bad() => AssertWrites(
        "is taken back", HeadTransitions.Pause(AtTen, "looking", At(2)), All(AtTen, 3) with { Refusing = ["canary"] }, 3);

    [Theory]
    [InlineData(-600)]
    [InlineData(-60 * 24 * 365)]
    public void A_clock_that_is_behind_only_waits(double minute) =>
        AssertWaits("lasts until", AtTen, All(AtTen, minute) with { ActivatedAt = Noon.AddMinutes(minute) }, minute);

    [Fact]
    public void A_clock_that_runs_ahead_finds_everybody_silent() =>
        AssertWrites("are silent", AtTen, All(AtTen, 5), 60);

    [Fact]
    public void Where_nobody_asks_the_percentage_stays_and_where_somebody_asks_again_it_goes_on_by_one_stage() =>
        Assert.Equal((2, 50), Stage(AssertWrites("goes to 50 %", AtTen, All(AtTen, 6000), 6000)));

    [Theory]
    [InlineData(11, 0, true)]
    [InlineData(9, 0, false)]
    [InlineData(11, 1, false)]
    public void A_stable_release_that_proves_itself_is_good(double minute, int silent, bool isGood)
    {
        var fleet = new Fleet(First, minute) { Others = [.. Gateways.Skip(silent)], ActivatedAt = Noon, Unproved = silent };
        var change = Decide(First, fleet, minute);

        Assert.Equal(isGood, change is HeadChange.Write { Next: var next } && HeadTransitions.GoodsOf(next).Length == 1);
        if (change is HeadChange.Write write)
        {
            AssertWaits("no rollout is under way", write.Next, fleet, minute);
        }
    }

    private static HeadChange Decide(ChannelHead head, Fleet fleet, double minute) =>
        AdvanceRollout.Decide(head, fleet.Reports(), At(minute));

    private static ChannelHead AssertWrites(string reason, ChannelHead head, Fleet fleet, double minute)
    {
        var write = Assert.IsType<HeadChange.Write>(Decide(head, fleet, minute));
        Assert.Contains(reason, write.Reason, StringComparison.Ordinal);
        Assert.Equal(head.Revision + 1, write.Next.Revision);

        return write.Next;
    }

    private static void AssertWaits(string reason, ChannelHead head, Fleet fleet, double minute) => Assert.Contains(
        reason, Assert.IsType<HeadChange.Wait>(Decide(head, fleet, minute)).Reason, StringComparison.Ordinal);

    private static (int?, int?) Stage(ChannelHead head) => (head.Rollout?.Stage, head.Rollout?.Percent);

    private static ImmutableArray<string> Cohort(ChannelHead head) =>
        [.. Gateways.Where(id => head.Rollout?.Includes(id) is true)];

    private static Fleet All(ChannelHead head, double minute) => new(head, minute) { Applied = Cohort(head) };

    private static ChannelHead WithGates(ChannelHead head, Func<RolloutGates, RolloutGates> change) => head with
    {
        Rollout = head.Rollout! with { Plan = Plan with { Gates = change(Plan.Gates) } },
    };

    private static ChannelHead Without(ChannelHead head, string canary) => head with
    {
        Rollout = head.Rollout! with { Plan = Plan with { Canaries = Plan.Canaries.Remove(canary) } },
    };

    /// <summary>All gateways report that all is well, but for what a test says.</summary>
    private sealed record Fleet(ChannelHead Head, double Minute)
    {
        public ImmutableArray<string> Applied { get; init; } = [];

        public ImmutableArray<string> Others { get; init; } = Gateways;

        public ImmutableArray<string> Refusing { get; init; } = [];

        public ImmutableArray<string> Silent { get; init; } = [];

        public ImmutableArray<string> Unknown { get; init; } = [];

        public TimeSpan SilentFor { get; init; } = TimeSpan.FromMinutes(3);

        public DateTimeOffset ActivatedAt { get; init; } = Noon.AddMinutes(1);

        public DateTimeOffset? RestartedAt { get; init; }

        public bool IsEnvironment { get; init; }

        public long RefusedSequence { get; init; } = 2;

        public string Channel { get; init; } = SignedHeads.Channel;

        public double FailingPercent { get; init; }

        public double UsualPercent { get; init; }

        public int Requests { get; init; } = 1000;

        /// <summary>So many gateways run something else.</summary>
        public int Unproved { get; init; }

        public ImmutableArray<GatewayReport> Reports() =>
        [
            .. Others.Except(Channel == SignedHeads.Channel ? Unknown : []).Select(Report),
            .. Enumerable.Range(0, Unproved).Select(i => Report($"other-{i}") with { Active = null }),
        ];

        private GatewayReport Report(string id)
        {
            var isApplied = Applied.Contains(id);
            var active = Release(isApplied ? 2 : 1);

            return new()
            {
                Format = 1,
                GatewayId = id,
                Channel = Channel,
                ReportedAt = Noon.AddMinutes(Minute) - (Silent.Contains(id) ? SilentFor : TimeSpan.FromSeconds(20)),
                State = GatewayState.InSync,
                AgentVersion = "1.0.0",
                EnvoyVersion = "1.40.0",
                Connected = true,
                Active = new(Head.Epoch, active.Release.Sequence, active.Bundle.ContentDigest, ActivatedAt),
                Refused = Refusing.Contains(id)
                    ? [new(RefusedSequence, Release(RefusedSequence).Bundle.ContentDigest, "bad regex", IsEnvironment)]
                    : [],
                RestartedAt = isApplied ? RestartedAt : null,
                Traffic = new(
                    Noon, Noon, Requests, (long)(Requests * (isApplied ? FailingPercent : UsualPercent) / 100)),
            };
        }
    }
}
