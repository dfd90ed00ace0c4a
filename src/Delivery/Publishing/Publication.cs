using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What came of publishing a bundle.</summary>
public abstract record Publication
{
    private Publication()
    {
    }

    public sealed record Published(ChannelHead Head) : Publication;

    /// <summary>The channel is at this content already. Its head was signed anew if it had aged.</summary>
    public sealed record Unchanged(ChannelHead Head) : Publication;

    /// <summary>
    /// The channel is at this content already, and the candidate that was on its way to another was taken back.
    /// </summary>
    public sealed record Withdrawn(ChannelHead Head) : Publication;

    /// <summary>Somebody else published meanwhile: this is what is live now.</summary>
    public sealed record Superseded(ChannelHead Head) : Publication;

    /// <summary>
    /// The release lies in the store as a proposal, and others have to sign it before the channel moves to it.
    /// </summary>
    public sealed record Proposed(Proposal Proposal) : Publication;

    /// <summary>Nothing was published, and trying again as it is will not help.</summary>
    public sealed record Refused(string Reason) : Publication;
}
