using System.Text.Json;

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

    /// <summary>The number of the release that is live.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>After this no gateway accepts the head any more; what it serves already, it goes on serving.</summary>
    public required DateTimeOffset Expires { get; init; }

    public required ReleaseReference Release { get; init; }

    public required BundleReference Bundle { get; init; }

    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, TrustJsonContext.Default.ChannelHead);
}
