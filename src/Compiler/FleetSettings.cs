using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Compiler;

/// <summary>What a Fleet says to those who publish for it.</summary>
public sealed record FleetSettings
{
    /// <summary><c>metadata.name</c>; <c>ingressgateway</c> for the fleet of a tree without Fleets.</summary>
    public required string Name { get; init; }

    /// <summary>The channel that its gateways follow. Null: the tree has no Fleet, so nobody has named one.</summary>
    public required string? Channel { get; init; }

    /// <summary>The profile that was compiled for; the options' where they name one.</summary>
    public required Profile Profile { get; init; }

    /// <summary>The tree has no Fleet.</summary>
    public required bool IsImplied { get; init; }

    /// <summary>The namespaces whose objects it sees; none: all.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    public TenantIsolation Isolation { get; init; }

    public ShrinkGuard Guard { get; init; } = ShrinkGuard.Default;

    public ForcePushPolicy ForcePush { get; init; }

    /// <summary>How a release reaches its gateways; null: nothing is said.</summary>
    public RolloutPlan? Rollout { get; init; }
}

/// <summary>Whether one namespace's mistake holds up the others.</summary>
public enum TenantIsolation
{
    /// <summary>The tree is one: an error anywhere in it stops the release.</summary>
    None,

    /// <summary>The newest good part of each namespace is the input.</summary>
    Namespace,
}

/// <summary>What becomes of a commit that does not descend from the one that was published.</summary>
public enum ForcePushPolicy
{
    Hold,
    Allow,
}
