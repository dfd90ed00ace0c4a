using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>
/// What analyzers look at: the objects as written, the tree as one fleet sees it, and the gateway that came of it.
/// </summary>
internal sealed record Subject(ImmutableArray<ManifestObject> Objects, GatewayModel Model, Ir.Gateway Gateway)
{
    /// <summary>The Gateways of this fleet by the name under which VirtualServices bind to them.</summary>
    public ImmutableDictionary<string, Gateway> Gateways { get; } =
        Model.Gateways.ToImmutableDictionary(gateway => gateway.QualifiedName, StringComparer.Ordinal);
}
