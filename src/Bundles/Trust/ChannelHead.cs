using System.Collections.Immutable;
using System.Text.Json;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>The signed statement of what a channel is at: the only thing in a store that changes.</summary>
public sealed record ChannelHead
{
    public const int CurrentFormat = 1;

    /// <summary>How long a head is accepted as fresh unless somebody says otherwise.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(7);

    public required int Format { get; init; }

    public required string Environment { get; init; }

    public required string Channel { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Goes up by one with every write of the head, whatever the reason.</summary>
    public required long Revision { get; init; }

    /// <summary>The highest number of a release that is or was live: stable, candidate, or withdrawn.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>After this no gateway accepts the head any more; what it serves already, it goes on serving.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The stable release.</summary>
    public required ReleaseReference Release { get; init; }

    public required BundleReference Bundle { get; init; }

    /// <summary>
    /// What the channel was last brought in line with: later commits than the release's may have had the same content.
    /// </summary>
    public ReleaseSource? Source { get; init; }

    /// <summary>A candidate beside the stable release, on its way to all gateways.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>The last candidate, if it was taken back and nothing came after it.</summary>
    public WithdrawnRelease? Withdrawn { get; init; }

    /// <summary>Since when the stable release is the stable one.</summary>
    public DateTimeOffset? StableSince { get; init; }

    /// <summary>The last-known-goods, newest first: releases that proved themselves as the stable one.</summary>
    public ImmutableArray<GoodRelease>? Goods { get; init; }

    /// <summary>The highest number that is named here: what <see cref="Sequence"/> has to be.</summary>
    internal long HighestNamed =>
        Math.Max(Release.Sequence, Math.Max(Rollout?.Release.Sequence ?? 0, Withdrawn?.Sequence ?? 0));

    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, TrustJsonContext.Default.ChannelHead);
}
