using System.Collections.Immutable;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>One of two configurations to be compared.</summary>
public sealed record DiffSide(XdsSnapshot Snapshot, ResourceOrigins Origins)
{
    /// <summary>A gateway that has nothing yet: what the first release is compared with.</summary>
    public static DiffSide Nothing { get; } = new(
        new()
        {
            Resources = [],
            Bootstrap = default,
            StaticBootstrap = default,
            Totals = new() { Listeners = 0, Hosts = 0, Routes = 0, Clusters = 0, Endpoints = 0 },
            Requires = new() { MinEnvoy = "", MaxEnvoy = "" },
        },
        ResourceOrigins.None);

    /// <summary>A compiled tree; null: it has errors, so there is nothing to compare.</summary>
    public static DiffSide? Of(Compilation compilation) =>
        compilation.Succeeded ? new(compilation.Snapshot, compilation.Origins) : null;

    /// <summary>What a bundle holds, which does not say where it was written.</summary>
    public static DiffSide Of(XdsSnapshot snapshot) => new(snapshot, ResourceOrigins.None);
}
