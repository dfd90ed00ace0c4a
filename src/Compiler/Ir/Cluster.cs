using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>A set of endpoints that requests are balanced over: a port of a service, or a subset of it.</summary>
internal sealed record Cluster
{
    public required string Name { get; init; }

    public required Service Service { get; init; }

    public required ServicePort Port { get; init; }

    public required Subset? Subset { get; init; }

    public required DestinationRule? Rule { get; init; }

    public required ImmutableArray<Endpoint> Endpoints { get; init; }

    public required MeshSettings Mesh { get; init; }

    /// <summary>The policies that count here, the nearest first: of the subset, then of the host. A field is taken from the first that has it.</summary>
    public required ImmutableArray<Fields> Policies { get; init; }

    /// <summary>One part of the traffic policy, such as <c>loadBalancer</c>.</summary>
    public Fields? Policy(string name)
    {
        foreach (var policy in Policies)
        {
            if (policy.Object(name) is { } part)
            {
                return part;
            }
        }

        return null;
    }
}
