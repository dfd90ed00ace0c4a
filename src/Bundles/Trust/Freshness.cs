using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>Time and order: what is signed well may still be too old.</summary>
internal static class Freshness
{
    public static Verdict.Rejected? FindStaleness(
        ChannelHead head, BundleDigest digest, TrustFloor? floor, RootDocument root, DateTimeOffset now,
        CheckBegins? begins)
    {
        if (floor is not null)
        {
            begins?.Invoke("head", "not behind what was accepted before");
            if (FindRollback(head, digest, floor) is { } rollback)
            {
                return new(RejectionCause.Rollback, rollback);
            }
        }

        begins?.Invoke("head", "expiry of the root");
        if (now >= root.Expires)
        {
            return new(
                RejectionCause.Expired, $"the root document expired at {root.Expires:u}: give the gateway a newer one");
        }

        begins?.Invoke("head", "expiry of the head");

        return now >= head.Expires
            ? new(RejectionCause.Expired, $"the head expired at {head.Expires:u}: the channel has to be signed anew")
            : null;
    }

    private static string? FindRollback(ChannelHead head, BundleDigest digest, TrustFloor floor)
    {
        if (head.Epoch != floor.Epoch)
        {
            return head.Epoch > floor.Epoch
                ? null
                : $"epoch {head.Epoch} is behind {floor.Epoch}, which was accepted before";
        }

        if (head.Revision < floor.Revision)
        {
            return $"revision {head.Revision} is behind {floor.Revision}, which was accepted before";
        }

        if (head.Revision == floor.Revision && digest != floor.Head)
        {
            return $"revision {head.Revision} was accepted before as another head";
        }

        return FindOlderRelease(head, floor) ?? FindJump(head, floor);
    }

    private static string? FindOlderRelease(ChannelHead head, TrustFloor floor)
    {
        if (head.Sequence < floor.Sequence)
        {
            return $"sequence {head.Sequence} is behind {floor.Sequence}, which was accepted before";
        }

        var stable = floor.Stable ?? floor.Sequence;
        if (head.Release.Sequence < stable)
        {
            return $"the stable release {head.Release.Sequence} is behind {stable}, which was accepted before";
        }

        ReadOnlySpan<ReleaseReference> named = [head.Release, HeadTarget.Newest(head).Release];
        foreach (var release in named)
        {
            if (release.Sequence == floor.Sequence && release.Digest != floor.Release)
            {
                return $"sequence {release.Sequence} was accepted before as another release";
            }
        }

        return null;
    }

    private static string? FindJump(ChannelHead head, TrustFloor floor) =>
        head.Revision - floor.Revision > Limits.CounterJump
            || head.Sequence - floor.Sequence > Limits.CounterJump
            ? $"revision {head.Revision} or sequence {head.Sequence} runs too far ahead of what was accepted before"
            : null;
}
