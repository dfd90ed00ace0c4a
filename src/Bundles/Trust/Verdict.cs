using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>What trust says about a head and the release that it names.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="Target">Which of the head's releases this is.</param>
    /// <param name="Floor">What to remember: nothing below it is accepted from now on.</param>
    public sealed record Trusted(ChannelHead Head, HeadTarget Target, ReleaseRecord Release, TrustFloor Floor) : Verdict;

    public sealed record Rejected(RejectionCause Cause, string Reason) : Verdict;
}

/// <summary>What trust says about a head alone, before the release is fetched.</summary>
public abstract record HeadVerdict
{
    private HeadVerdict()
    {
    }

    /// <param name="Digest">Of the head's payload.</param>
    public sealed record Trusted(ChannelHead Head, BundleDigest Digest) : HeadVerdict;

    public sealed record Rejected(RejectionCause Cause, string Reason) : HeadVerdict;
}

/// <summary>What trust says about a release alone, without a head that names it.</summary>
public abstract record ReleaseVerdict
{
    private ReleaseVerdict()
    {
    }

    public sealed record Trusted(ReleaseRecord Release) : ReleaseVerdict;

    public sealed record Rejected(RejectionCause Cause, string Reason) : ReleaseVerdict;
}

public enum RejectionCause
{
    /// <summary>Not a document of its kind, too large, or of a newer format.</summary>
    Malformed,

    /// <summary>Not enough signatures of keys that may sign this for this channel.</summary>
    Unsigned,

    /// <summary>
    /// Signed, but for another environment, channel or epoch, or head and release do not belong together.
    /// </summary>
    Mismatch,

    /// <summary>Older than what was accepted before, or another content under the same number.</summary>
    Rollback,

    /// <summary>Signed once, but no longer fresh.</summary>
    Expired,

    Revoked,
}

