using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Rollouts;

/// <summary>
/// Takes rollouts on: by itself, one step at a time, for a timer that asks again and again; or as a person says.
/// </summary>
public sealed class RolloutController(
    IStoreReader reader, IStoreWriter writer, IStoreLister lister, PublisherKeys keys, TimeProvider time)
{
    private readonly HeadEditor editor = new(reader, writer, keys, time);

    /// <summary>One step, if the gateways report what allows or forbids it.</summary>
    public async Task<HeadEdit> AdvanceAsync(string channel, CancellationToken cancellation)
    {
        var read = await GatewayReports.ReadAsync(reader, lister, time.GetUtcNow(), cancellation);

        return await editor.EditAsync(
            channel, (head, stamp) => AdvanceRollout.Decide(head, read.Reports, stamp), cancellation);
    }

    /// <param name="percent">Straight to it; null: the next stage, and out of the bake.</param>
    public Task<HeadEdit> PromoteAsync(string channel, int? percent, CancellationToken cancellation) =>
        EditAsync(channel, (head, stamp) => Promote(head, percent, stamp), cancellation);

    public Task<HeadEdit> PauseAsync(string channel, string reason, CancellationToken cancellation) =>
        EditAsync(
            channel,
            (head, stamp) => head.Rollout?.Paused is { } paused
                ? new HeadChange.Wait($"it is halted already: {paused}")
                : new HeadChange.Write(HeadTransitions.Pause(head, reason, stamp), $"halted: {reason}"),
            cancellation);

    public Task<HeadEdit> ResumeAsync(string channel, CancellationToken cancellation) =>
        EditAsync(
            channel,
            (head, stamp) => head.Rollout?.Paused is null
                ? new HeadChange.Wait("it is not halted")
                : new HeadChange.Write(HeadTransitions.Resume(head, stamp), "the stage begins anew"),
            cancellation);

    public Task<HeadEdit> AbortAsync(string channel, string reason, CancellationToken cancellation) =>
        EditAsync(
            channel,
            (head, stamp) => new HeadChange.Write(
                HeadTransitions.Withdraw(head, reason, mayReturn: false, stamp),
                $"release {head.Rollout?.Release.Sequence} is taken back: {reason}"),
            cancellation);

    private static HeadChange Promote(ChannelHead head, int? percent, HeadStamp stamp)
    {
        var rollout = head.Rollout ?? throw new ArgumentException("No rollout is under way.", nameof(head));
        var release = rollout.Release.Sequence;
        if (percent is { } wanted)
        {
            return wanted <= rollout.Percent
                ? new HeadChange.Refuse(
                    $"release {release} is at {rollout.Percent} % already, and a percentage only rises; "
                    + "gwp rollout abort takes it back")
                : new HeadChange.Write(HeadTransitions.AdvanceTo(head, wanted, stamp), $"release {release} goes to {wanted} %");
        }

        if (rollout.Stage >= rollout.Plan.Stages.Length)
        {
            var hasBaked = stamp.At >= rollout.StageBegan + rollout.Plan.Bake;

            return new HeadChange.Write(
                HeadTransitions.Promote(head, hasBaked, stamp),
                $"release {release} is the stable one"
                + (hasBaked ? ", and a last-known-good" : "; it is no last-known-good yet, since its bake was cut short"));
        }

        var next = HeadTransitions.Advance(head, stamp);

        return new HeadChange.Write(
            next,
            next.Rollout?.Stage >= rollout.Plan.Stages.Length
                ? $"release {release} has reached all gateways and bakes"
                : $"release {release} goes to {next.Rollout?.Percent} %");
    }

    private Task<HeadEdit> EditAsync(
        string channel, Func<ChannelHead, HeadStamp, HeadChange> decide, CancellationToken cancellation) =>
        editor.EditAsync(
            channel,
            (head, stamp) => head.Rollout is null
                ? new HeadChange.Refuse($"no rollout is under way on channel '{channel}'")
                : decide(head, stamp),
            cancellation);
}
