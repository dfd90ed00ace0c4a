using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler;

/// <summary>What came of a tree: its findings, and the snapshot if none of them is an error.</summary>
public sealed record Compilation
{
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>What would be among the findings if nobody had accepted it.</summary>
    public ImmutableArray<SuppressedFinding> Suppressed { get; init; } = [];

    public XdsSnapshot? Snapshot { get; init; }

    /// <summary>The Fleet that was compiled for; the first by name where several were checked.</summary>
    public required FleetSettings Fleet { get; init; }

    /// <summary>How many objects of the kinds that we compile the tree holds.</summary>
    public required int Manifests { get; init; }

    /// <summary>Where the routes lead, ordered by host and port; empty when the compilation failed.</summary>
    public ImmutableArray<Destination> Destinations { get; init; } = [];

    /// <summary>Where each listener is asked for, by its name.</summary>
    public ImmutableSortedDictionary<string, SourceSpan> ListenerOrigins { get; init; } =
        ImmutableSortedDictionary<string, SourceSpan>.Empty;

    /// <summary>Where the rest of the resources comes from; empty when the compilation failed.</summary>
    public ResourceOrigins Origins { get; init; } = ResourceOrigins.None;

    /// <summary>Documents that are no manifests and were left aside without a finding.</summary>
    public ImmutableArray<PassedOver> PassedOver { get; init; } = [];

    /// <summary>Something is wrong, so nothing is built.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity is Severity.Error);

    [MemberNotNullWhen(true, nameof(Snapshot))]
    public bool Succeeded => Snapshot is not null;
}

/// <summary>One cluster that routes lead to, told so that a tool can lend it endpoints.</summary>
public sealed record Destination
{
    /// <summary>The cluster, as <c>outbound|8080||apigateway.istioinaction.svc.cluster.local</c>.</summary>
    public required string Cluster { get; init; }

    public required string Host { get; init; }

    public required string Subset { get; init; }

    /// <summary>
    /// The port of the service, its name, and its protocol (<c>HTTP</c>, <c>HTTP2</c>, <c>TCP</c> …).
    /// </summary>
    public required int Port { get; init; }

    public required string PortName { get; init; }

    public required string Protocol { get; init; }

    /// <summary>Namespace and name of the Service or ServiceEntry.</summary>
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>
    /// Labels that a workload must carry to be an endpoint: the selector and the subset's labels together.
    /// </summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>True for a Service of the tree to which the tree gives no endpoint at all.</summary>
    public required bool LacksEndpoints { get; init; }
}
