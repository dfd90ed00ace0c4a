using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Fleets;

/// <summary>The fleet that is compiled for, among all that the tree has.</summary>
internal sealed record FleetSet(Fleet Chosen, ImmutableArray<Fleet> All)
{
    /// <summary>A tree without Fleets.</summary>
    public static FleetSet Implied { get; } = new(Fleet.Implied, [Fleet.Implied]);
}
