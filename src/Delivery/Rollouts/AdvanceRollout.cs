using System.Collections.Immutable;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Rollouts;

/// <summary>
/// What becomes of a rollout, from the head, what the gateways report, and the clock. Pure: whoever asks it, and how
/// often, the head says how far it is. Where nobody asks, the percentage stays where it is.
/// </summary>
public static class AdvanceRollout
{
    /// <summary>How long a stable release that came without a rollout runs before it is a last-known-good.</summary>
    public static readonly TimeSpan Proof = TimeSpan.FromMinutes(10);

    public static HeadChange Decide(ChannelHead head, ImmutableArray<GatewayReport> reports, HeadStamp stamp)
    {
        if (head.Rollout is not { } rollout)
        {
            return JudgeStable(head, reports, stamp);
        }

        var view = new CohortView(head, rollout, reports, stamp.At);

        return FindFault(view, rollout) is { } fault
                ? new HeadChange.Write(
                    HeadTransitions.Withdraw(head, fault, mayReturn: false, stamp),
                    $"release {rollout.Release.Sequence} is taken back: {fault}")
            : rollout.Paused is { } paused ? new HeadChange.Wait($"halted: {paused}")
            : FindDoubt(view, rollout) is { } doubt ? Halt(head, doubt, stamp)
            : view.IsHeard ? GoOn(head, rollout, view, stamp)
            : new HeadChange.Wait(
                "no gateway of this channel reports: have agents report with --report, or go on by hand with gwp promote");
    }

    /// <summary>What shows that the candidate is bad: all gateways go back at once.</summary>
    private static string? FindFault(CohortView view, Rollout rollout)
    {
        var gates = rollout.Plan.Gates;
        var refusing = view.Refusing;
        if (refusing.FirstOrDefault(each => rollout.Plan.Canaries.Contains(each.GatewayId, StringComparer.Ordinal))
            is { } canary)
        {
            return $"canary {canary.GatewayId} refuses it: {ReasonOf(canary, rollout)}";
        }

        if (refusing.Length * 100 > view.Size * gates.MaxRefusedPercent)
        {
            return $"{refusing.Length} of {view.Size} gateways refuse it, first {refusing[0].GatewayId}: "
                + ReasonOf(refusing[0], rollout);
        }

        return view.FailuresOf(view.Applied) is { } failures && view.FailuresOf(view.Control) is { } usual
            && failures - usual > gates.MaxFailurePoints
            ? FormattableString.Invariant(
                $"{failures:0.0} % of requests fail where it runs, and {usual:0.0} % where it does not")
            : null;
    }

    /// <summary>What may have other causes: nothing goes on until somebody has looked.</summary>
    private static string? FindDoubt(CohortView view, Rollout rollout)
    {
        // What began anew before this stage, somebody has seen and gone on.
        if (view.Applied.FirstOrDefault(each => each.RestartedAt > rollout.StageBegan) is { } restarted)
        {
            return $"Envoy of {restarted.GatewayId} began anew under release {rollout.Release.Sequence}";
        }

        return view.IsWatched && view.Missing.Length * 100 > view.Size * rollout.Plan.Gates.MaxMissingPercent
            ? $"{view.Missing.Length} of {view.Size} gateways that are to run it are silent, first {view.Missing[0]}"
            : null;
    }

    private static HeadChange GoOn(ChannelHead head, Rollout rollout, CohortView view, HeadStamp stamp)
    {
        var stages = rollout.Plan.Stages;
        var isBake = rollout.Stage >= stages.Length;
        if (view.AppliedSince() is not { } applied)
        {
            return new HeadChange.Wait(
                $"{view.Applied.Length} of {view.Size} gateways that are to run release {rollout.Release.Sequence} do");
        }

        // A stage lasts from when its gateways run the candidate, not from when they were told to. A clock that was
        // set back only makes it last longer.
        var began = DateTimeOffset.FromUnixTimeSeconds(
            Math.Max(applied.ToUnixTimeSeconds(), rollout.StageBegan.ToUnixTimeSeconds()));
        var until = began + (isBake ? rollout.Plan.Bake : stages[rollout.Stage].AtLeast);
        if (stamp.At < until)
        {
            return new HeadChange.Wait($"{(isBake ? "the bake" : $"the stage of {rollout.Percent} %")} lasts until {until:u}");
        }

        if (isBake)
        {
            return new HeadChange.Write(
                HeadTransitions.Promote(head, isGood: true, stamp),
                $"release {rollout.Release.Sequence} is the stable one, and a last-known-good");
        }

        var next = HeadTransitions.Advance(head, stamp);

        return new HeadChange.Write(
            next, next.Rollout?.Stage >= stages.Length
                ? $"release {rollout.Release.Sequence} has reached all gateways; it bakes for {rollout.Plan.Bake:c}"
                : $"release {rollout.Release.Sequence} goes to {next.Rollout?.Percent} %");
    }

    // A last-known-good is earned: it ran for a while, somebody said so, and nobody refuses it.
    private static HeadChange JudgeStable(ChannelHead head, ImmutableArray<GatewayReport> reports, HeadStamp stamp)
    {
        var release = head.Release;
        if (HeadTransitions.GoodsOf(head).Any(good => good.Release == release))
        {
            return new HeadChange.Wait("no rollout is under way");
        }

        ImmutableArray<GatewayReport> heard =
            [.. reports.Where(report => report.Channel == head.Channel && CohortView.IsAlive(report, stamp.At))];
        var runs = heard.Count(report => report.Connected && report.Active?.Epoch == head.Epoch
            && report.Active.Sequence == release.Sequence && stamp.At - report.Active.ActivatedAt >= Proof);
        var refuses = heard.Any(report =>
            report.Refused.Any(refusal => !refusal.Environment && refusal.Sequence == release.Sequence));

        return runs > 0 && runs == heard.Length && !refuses && stamp.At - (head.StableSince ?? head.IssuedAt) >= Proof
            ? new HeadChange.Write(
                HeadTransitions.MarkGood(head, stamp), $"release {release.Sequence} has proved itself: it is a last-known-good")
            : new HeadChange.Wait("no rollout is under way");
    }

    private static HeadChange.Write Halt(ChannelHead head, string reason, HeadStamp stamp) =>
        new(HeadTransitions.Pause(head, reason, stamp), $"halted: {reason}");

    private static string ReasonOf(GatewayReport report, Rollout rollout) => report.Refused
        .First(refusal => refusal.Sequence == rollout.Release.Sequence && !refusal.Environment).Reason;
}
