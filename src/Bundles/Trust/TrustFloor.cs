using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// The highest that a gateway has accepted. Within an epoch none of the numbers ever goes down. What runs may: a
/// candidate that is withdrawn gives way to the stable release that was there before it.
/// </summary>
/// <param name="Head">Digest of the head's payload: the same revision must be the same head.</param>
/// <param name="Release">Digest of the release's payload: the same sequence must be the same release.</param>
/// <param name="Stable">The highest number of a stable release; null: as the sequence.</param>
public sealed record TrustFloor(
    long Epoch, long Revision, BundleDigest Head, long Sequence, BundleDigest Release, long? Stable = null)
{
    /// <summary>The floor that a head sets by being accepted.</summary>
    /// <param name="former">What was accepted before: it knows releases that the head no longer names.</param>
    public static TrustFloor Of(ChannelHead head, BundleDigest digest, TrustFloor? former)
    {
        var newest = HeadTarget.Newest(head).Release;
        var (sequence, release) = former is { } known && known.Epoch == head.Epoch && known.Sequence > newest.Sequence
            ? (known.Sequence, known.Release)
            : (newest.Sequence, newest.Digest);

        return new(head.Epoch, head.Revision, digest, sequence, release, head.Release.Sequence);
    }

    /// <summary>What two memories of one gateway say together: the higher of each number.</summary>
    public static TrustFloor? Together(TrustFloor? one, TrustFloor? other)
    {
        if (one is null || other is null || one.Epoch != other.Epoch)
        {
            return one is null || other?.Epoch > one.Epoch ? other : one;
        }

        var head = one.Revision >= other.Revision ? one : other;
        var release = one.Sequence >= other.Sequence ? one : other;

        return head with
        {
            Sequence = release.Sequence,
            Release = release.Release,
            Stable = Math.Max(one.Stable ?? one.Sequence, other.Stable ?? other.Sequence),
        };
    }
}
