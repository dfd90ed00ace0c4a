using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Where a bundle is to go, and what caused it.</summary>
public sealed record ReleaseRequest
{
    public required string Channel { get; init; }

    public required ReleaseSource Source { get; init; }

    public string? TraceId { get; init; }

    public string? DeliveryId { get; init; }

    public TimeSpan HeadLifetime { get; init; } = ChannelHead.DefaultLifetime;

    /// <summary>It was said on purpose that many hosts or routes go away.</summary>
    public bool AllowShrink { get; init; }

    /// <summary>
    /// The head that was live when the work on this bundle began. If the channel has moved since, the bundle is
    /// superseded; null: it is published over whatever is there.
    /// </summary>
    public HeadVersion? BasedOn { get; init; }

    /// <summary>
    /// A head that this caller published before. Should the store have lost it, numbers go on after it: gateways
    /// remember it and
    /// take nothing older.
    /// </summary>
    public ChannelHead? LastKnownHead { get; init; }

    /// <summary>
    /// How the release comes to all gateways; null: at once. The first release of a channel always does, since there is
    /// nothing that gateways could be left on.
    /// </summary>
    public RolloutPlan? Rollout { get; init; }

    /// <summary>The release whose content this brings back. What the channel was in line with stays as it was.</summary>
    public ReleaseReference? RollbackTo { get; init; }

    /// <summary>Publish it even if it is the candidate that was taken back last.</summary>
    public bool AllowWithdrawn { get; init; }
}

/// <summary>Which of a channel's heads is meant.</summary>
public readonly record struct HeadVersion(long Epoch, long Revision)
{
    /// <summary>The channel had none.</summary>
    public static HeadVersion None { get; }

    public static HeadVersion Of(ChannelHead? head) => head is null ? None : new(head.Epoch, head.Revision);
}
