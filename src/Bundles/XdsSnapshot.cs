using System.Collections.Immutable;

namespace GatewayPipeline.Bundles;

/// <summary>One Envoy resource as bytes: its type URL, its name, the serialized message.</summary>
public sealed record XdsResource(string TypeUrl, string Name, ReadOnlyMemory<byte> Value);

/// <summary>All Envoy resources of one gateway, consistent among themselves, frozen. What a bundle carries.</summary>
public sealed record XdsSnapshot
{
    /// <summary>Sorted by type URL, then by name, ordinal; a name is unique within its type.</summary>
    public required ImmutableArray<XdsResource> Resources { get; init; }

    /// <summary>
    /// Envoy's bootstrap as JSON (UTF-8), with holes that the agent fills: <see cref="BootstrapHoles"/>.
    /// </summary>
    public required ReadOnlyMemory<byte> Bootstrap { get; init; }

    /// <summary>
    /// The same configuration as one static <c>envoy.config.bootstrap.v3.Bootstrap</c>, serialized: for a trial load.
    /// </summary>
    public required ReadOnlyMemory<byte> StaticBootstrap { get; init; }

    public required SnapshotTotals Totals { get; init; }

    public required SnapshotRequirements Requires { get; init; }
}

/// <summary>
/// How much a snapshot holds: counted by the compiler, so that a reader without schemas can compare sizes.
/// </summary>
public sealed record SnapshotTotals
{
    public required int Listeners { get; init; }

    public required int Hosts { get; init; }

    public required int Routes { get; init; }

    public required int Clusters { get; init; }

    public required int Endpoints { get; init; }
}

/// <summary>What a gateway needs to run a snapshot.</summary>
public sealed record SnapshotRequirements
{
    /// <summary>Oldest and newest Envoy for which the snapshot was made, as <c>1.36</c>.</summary>
    public required string MinEnvoy { get; init; }

    public required string MaxEnvoy { get; init; }

    /// <summary>Ports that the listeners open, ascending.</summary>
    public ImmutableArray<int> Ports { get; init; } = [];

    /// <summary>Certificate files by path relative to Envoy's working directory, ordinal order.</summary>
    public ImmutableArray<string> CertificateFiles { get; init; } = [];
}

/// <summary>The holes of <see cref="XdsSnapshot.Bootstrap"/>: each stands alone in a JSON string.</summary>
public static class BootstrapHoles
{
    public const string NodeId = "{{node.id}}";
    public const string NodeCluster = "{{node.cluster}}";
    public const string AdsSocket = "{{ads.socket}}";
    public const string AdminSocket = "{{admin.socket}}";
}
