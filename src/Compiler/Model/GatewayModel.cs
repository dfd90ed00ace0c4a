using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// The tree as one fleet sees it: every name resolved or reported, every list in the order that settles conflicts.
/// </summary>
internal sealed record GatewayModel
{
    public required Fleet Fleet { get; init; }

    /// <summary>Every fleet of the tree, by name.</summary>
    public required ImmutableArray<Fleet> Fleets { get; init; }

    public required MeshSettings Mesh { get; init; }

    /// <summary>The Gateways that this fleet's labels match, oldest first.</summary>
    public required ImmutableArray<Gateway> Gateways { get; init; }

    /// <summary>Every Gateway of the tree, oldest first.</summary>
    public required ImmutableArray<Gateway> AllGateways { get; init; }

    /// <summary>
    /// The VirtualServices that this fleet may see: private ones first, then those exported to it by name, then public
    /// ones; oldest first.
    /// </summary>
    public required ImmutableArray<VirtualService> VirtualServices { get; init; }

    /// <summary>Every VirtualService of the tree as written: also delegates, and those that this fleet may not see.</summary>
    public required ImmutableArray<VirtualService> AllVirtualServices { get; init; }

    public required ServiceRegistry Services { get; init; }

    public required DestinationRules DestinationRules { get; init; }

    public required HostGrants Grants { get; init; }
}
