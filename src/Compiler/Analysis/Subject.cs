using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>
/// What analyzers look at: the objects as written, the tree as one fleet sees it, and the gateway that came of it.
/// </summary>
internal sealed record Subject(ImmutableArray<ManifestObject> Objects, GatewayModel Model, Ir.Gateway Gateway)
{
    /// <summary>Routes may lead to the gateway's own machine.</summary>
    public bool AllowsLocalUpstreams { get; init; }

    /// <summary>How much was written.</summary>
    public TreeSize Size { get; init; }

    /// <summary>The Gateways of this fleet by the name under which VirtualServices bind to them.</summary>
    public ImmutableDictionary<string, Gateway> Gateways { get; } =
        Model.Gateways.ToImmutableDictionary(gateway => gateway.QualifiedName, StringComparer.Ordinal);
}
