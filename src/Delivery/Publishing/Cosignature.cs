using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What came of signing what another builder has proposed.</summary>
public abstract record Cosignature
{
    private Cosignature()
    {
    }

    /// <summary>Enough keys have signed: the release lies in the store, and a head may name it.</summary>
    public sealed record Completed(ReleaseReference Release) : Cosignature;

    /// <summary>The signature is in the proposal, and others are still missing.</summary>
    public sealed record Added(Proposal Proposal) : Cosignature;

    /// <summary>The same sources gave other content here: nobody may sign this before it is known why.</summary>
    /// <param name="OtherSource">How the sources differ already; null: not as far as both sides name them.</param>
    /// <param name="ProposedBy">The version of the compiler that the proposer says it has; null: it does not say.</param>
    public sealed record Differs(
        BundleDigest Proposed, BundleDigest Rebuilt, BundleDifference Difference, string? OtherSource,
        string? ProposedBy) : Cosignature;

    public sealed record Refused(string Reason) : Cosignature;
}

/// <summary>What came of looking for something to sign.</summary>
public abstract record ProposalSearch
{
    private ProposalSearch()
    {
    }

    /// <param name="Live">What the channel is in line with now; null: it has no head that says so.</param>
    public sealed record Found(Proposal Proposal, ReleaseSource? Live) : ProposalSearch;

    /// <param name="Reason">Why there is nothing, or why what there is does not count.</param>
    public sealed record Nothing(string Reason) : ProposalSearch;
}
