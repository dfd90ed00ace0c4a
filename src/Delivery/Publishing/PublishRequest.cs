using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What is compiled: the manifests and, where the platform keeps its own kinds elsewhere, those.</summary>
public sealed record PublishSources(IManifestSource Manifests, IManifestSource? Platform = null);

/// <summary>What is to be published of a source, and what is let through this once.</summary>
public sealed record PublishRequest
{
    /// <summary>
    /// The channel; it wins over the Fleet's own, and then exactly one Fleet is meant. Null: each Fleet's own.
    /// </summary>
    public string? Channel { get; init; }

    /// <summary>Profile, mesh settings and certificates; its <c>Fleet</c> names the only one to publish.</summary>
    public CompilerOptions Options { get; init; } = new();

    /// <summary>Many hosts or routes may go away, or all.</summary>
    public bool AllowShrink { get; init; }

    /// <summary>The commit need not descend from the one that is live.</summary>
    public bool AllowForcePush { get; init; }

    /// <summary>How the release comes to all gateways; null: as the Fleet says, or at once.</summary>
    public RolloutPlan? Rollout { get; init; }

    /// <summary>Publish it even if it is the candidate that was taken back last.</summary>
    public bool AllowWithdrawn { get; init; }

    public string? TraceId { get; init; }

    public string? DeliveryId { get; init; }

    public TimeSpan HeadLifetime { get; init; } = ChannelHead.DefaultLifetime;
}
