using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What becomes of a channel when a bundle needs no release of its own.</summary>
/// <param name="Next">The head to write; null: none.</param>
internal sealed record FollowUp(Publication Publication, ChannelHead? Next)
{
    /// <summary>Null if the bundle has to be released.</summary>
    public static FollowUp? Without(ChannelHead head, Bundle bundle, ReleaseRequest request, HeadStamp stamp)
    {
        if (head.Rollout?.Bundle.ContentDigest == bundle.ContentDigest)
        {
            return KeepOf(head, request, stamp);
        }

        if (head.Bundle.ContentDigest == bundle.ContentDigest)
        {
            return head.Rollout is null ? KeepOf(head, request, stamp) : WithdrawnOf(head, request, stamp);
        }

        return head.Withdrawn is { MayReturn: not true } withdrawn && withdrawn.ContentDigest == bundle.ContentDigest
            && !request.AllowWithdrawn
            ? new(new Publication.Refused(
                $"release {withdrawn.Sequence} with the same content was taken back at {withdrawn.At:u}: "
                + withdrawn.Reason), Next: null)
            : null;
    }

    // The head names the newer source; and it is signed anew in time, lest it expire.
    private static FollowUp KeepOf(ChannelHead head, ReleaseRequest request, HeadStamp stamp)
    {
        var source = SourceAfter(head, request);

        return source != head.Source ? Unchanged(HeadTransitions.InLine(head, source, stamp))
            : HeadTransitions.IsAged(head, stamp.At) ? Unchanged(HeadTransitions.Renew(head, stamp))
            : new(new Publication.Unchanged(head), Next: null);
    }

    private static FollowUp Unchanged(ChannelHead next) => new(new Publication.Unchanged(next), next);

    private static FollowUp WithdrawnOf(ChannelHead head, ReleaseRequest request, HeadStamp stamp)
    {
        var next = HeadTransitions.Withdraw(head, "the stable release's content was published again", mayReturn: true, stamp)
            with
        {
            Source = SourceAfter(head, request),
        };

        return new(new Publication.Withdrawn(next), next);
    }

    // What is gone back to was brought in line with nothing: the commit that was too much stays the last one.
    private static ReleaseSource? SourceAfter(ChannelHead head, ReleaseRequest request) =>
        request.RollbackTo is null ? request.Source : head.Source;
}
