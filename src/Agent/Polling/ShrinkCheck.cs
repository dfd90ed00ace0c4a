using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Polling;

/// <summary>
/// Keeps what is served from being emptied by a release that does not say that this is meant: whatever went wrong where
/// it was published, here is one more look.
/// </summary>
internal sealed class ShrinkCheck(ShrinkGuard guard, Generations generations, Refusals refusals)
{
    /// <summary>Why the gateway is not given the release; null: nothing is against it.</summary>
    public string? FindObjection(SignedRelease release, Bundle next)
    {
        if (release.Record.AllowShrink is true
            || generations.Active is not { } active || !IsComparable(active, release))
        {
            return null;
        }

        var reason = guard.Refusal(active.Bundle.Index.Totals, next.Index.Totals);

        return reason is null ? null : $"{reason} unless the release says that it is meant: publish it with --allow-shrink";
    }

    // A gateway that slept through releases cannot know how much each of them removed, and who published did compare each
    // with the one before. One that refused a release for this is awake: what comes after that one is no better.
    private bool IsComparable(StagedBundle active, SignedRelease release)
    {
        var (record, previous) = (release.Record, release.Record.Previous);
        if (record.Epoch != active.Head.Epoch)
        {
            return previous is null || previous.Digest == active.Target.Release.Digest;
        }

        // The way back to the stable release is always open.
        return record.Sequence > active.Sequence
            && (previous is null || previous.Sequence <= active.Sequence
                || refusals.AnyForShrinking(active.Sequence, record.Sequence));
    }
}
