using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// One rule under one of its alternatives. What the rule says beside its action is read by the features that translate
/// it.
/// </summary>
internal sealed record Route
{
    public required HttpRule Rule { get; init; }

    /// <summary>The alternative under <c>match</c>; null: every request.</summary>
    public required Fields? Match { get; init; }

    public required RouteAction Action { get; init; }

    public ImmutableArray<Mirror> Mirrors { get; init; } = [];

    public required MeshSettings Mesh { get; init; }

    public required Profile Profile { get; init; }

    /// <summary>The declared port of the server that brought the rule here.</summary>
    public required int ServerPort { get; init; }

    /// <summary>
    /// The server that brought the rule here has TLS settings, so <c>https</c> is what its clients speak.
    /// </summary>
    public bool OverTls { get; init; }

    public SourceSpan Origin => Match?.Span ?? Rule.Fields.Span;
}

/// <summary>What becomes of a request that matches.</summary>
internal abstract record RouteAction
{
    private RouteAction()
    {
    }

    /// <summary>To one destination, or to several by weight.</summary>
    public sealed record Forward(ImmutableArray<WeightedDestination> Destinations) : RouteAction;

    public sealed record Redirect(Fields Fields) : RouteAction;

    public sealed record DirectResponse(Fields Fields) : RouteAction;
}

/// <summary>
/// One entry under <c>route</c>, with the cluster that it leads to and the host and port that it means.
/// </summary>
internal sealed record WeightedDestination(Fields Fields, ClusterReference Cluster, uint Weight);

/// <summary>A copy of some requests, in percent, sent to a cluster whose answers are dropped.</summary>
internal sealed record Mirror(ClusterReference Cluster, double Percentage);

/// <summary>The name of a cluster, and the host and port that it stands for.</summary>
internal sealed record ClusterReference(string Name, string Host, int Port)
{
    /// <summary>The <c>consistentHash</c> that its DestinationRule gives to the routes that lead there.</summary>
    public Fields? Hash { get; init; }
}
