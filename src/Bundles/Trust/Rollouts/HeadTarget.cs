namespace GatewayPipeline.Bundles.Trust.Rollouts;

/// <summary>One of the releases that a head names: what a gateway is to run.</summary>
public sealed record HeadTarget(ReleaseReference Release, BundleReference Bundle, bool IsCandidate)
{
    public static HeadTarget Stable(ChannelHead head) => new(head.Release, head.Bundle, IsCandidate: false);

    /// <summary>The candidate; the stable release where there is none.</summary>
    public static HeadTarget Newest(ChannelHead head) =>
        head.Rollout is { } rollout ? new(rollout.Release, rollout.Bundle, IsCandidate: true) : Stable(head);

    /// <summary>What the gateway of this id is to run.</summary>
    public static HeadTarget Of(ChannelHead head, string gatewayId) =>
        head.Rollout is { } rollout && rollout.Includes(gatewayId) ? Newest(head) : Stable(head);
}

/// <summary>Which of a head's releases is meant.</summary>
public delegate HeadTarget TargetChoice(ChannelHead head);
