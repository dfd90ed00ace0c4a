using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>A release record that some of the keys have signed that it takes, and not yet all.</summary>
/// <param name="ETag">The token to add a signature to exactly this state of it.</param>
public sealed record Proposal(ReleaseRecord Record, SignedEnvelope Envelope, Quorum Quorum, string ETag)
{
    /// <summary>What a head names once enough keys have signed.</summary>
    public ReleaseReference Reference => new(Record.Sequence, Envelope.PayloadDigest, Envelope.Payload.Length);
}

/// <summary>What came of reading a proposal.</summary>
public abstract record ProposalRead
{
    private ProposalRead()
    {
    }

    public sealed record Found(Proposal Proposal) : ProposalRead;

    public sealed record Missing : ProposalRead;

    /// <summary>Something lies there that no release key of the root stands behind, or that is for elsewhere.</summary>
    public sealed record Refused(string Reason) : ProposalRead;
}
