using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Where a bundle is to go, and what caused it.</summary>
public sealed record ReleaseRequest
{
    public required string Channel { get; init; }

    public required ReleaseSource Source { get; init; }

    public string? TraceId { get; init; }

    public string? DeliveryId { get; init; }

    public TimeSpan HeadLifetime { get; init; } = ChannelHead.DefaultLifetime;

    /// <summary>
    /// The sequence that was live when the work on this bundle began (0: nothing was). If the channel has moved since,
    /// the bundle is
    /// superseded; null: it is published over whatever is there.
    /// </summary>
    public long? BasedOnSequence { get; init; }

    /// <summary>
    /// A head that this caller published before. Should the store have lost it, numbers go on after it: gateways
    /// remember it and
    /// take nothing older.
    /// </summary>
    public ChannelHead? LastKnownHead { get; init; }
}
