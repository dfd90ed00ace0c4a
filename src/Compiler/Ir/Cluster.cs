using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>A set of endpoints that requests are balanced over: a port of a service, or a subset of it.</summary>
internal sealed record Cluster
{
    private static readonly ImmutableArray<string> MeshParts = ["connectionPool", "outlierDetection"];

    public required string Name { get; init; }

    public required Service Service { get; init; }

    public required ServicePort Port { get; init; }

    public required Subset? Subset { get; init; }

    public required DestinationRule? Rule { get; init; }

    public required ImmutableArray<Endpoint> Endpoints { get; init; }

    public required Fleet Fleet { get; init; }

    public required MeshSettings Mesh { get; init; }

    public required Profile Profile { get; init; }

    /// <summary>
    /// The policies that count here, the nearest first: of the subset, then of the host. A part is taken from the first
    /// that settles it.
    /// </summary>
    public required ImmutableArray<PortPolicy> Policies { get; init; }

    /// <summary>
    /// One part of the traffic policy, such as <c>loadBalancer</c>. Of those that no rule says anything of, the mesh may
    /// have a default.
    /// </summary>
    public Fields? Policy(string name)
    {
        foreach (var policy in Policies)
        {
            if (policy.Settles(name))
            {
                return policy.Part(name) ?? OfMesh(name);
            }
        }

        return OfMesh(name);
    }

    private Fields? OfMesh(string name) => MeshParts.Contains(name) ? Mesh.DefaultTrafficPolicy?.Object(name) : null;
}

/// <summary>
/// A traffic policy as it counts for one port. An entry under <c>portLevelSettings</c> for the port stands in for all
/// that it could have said, and inherits nothing.
/// </summary>
internal sealed record PortPolicy(Fields Policy, Fields? OfPort)
{
    private static readonly ImmutableArray<string> PortParts =
        ["connectionPool", "loadBalancer", "outlierDetection", "tls"];

    public static PortPolicy Of(Fields policy, int port)
    {
        foreach (var settings in policy.Objects("portLevelSettings"))
        {
            if (settings.Object("port")?.Integer("number") == port)
            {
                return new(policy, settings);
            }
        }

        return new(policy, OfPort: null);
    }

    /// <summary>True for a part that can stand under <c>portLevelSettings</c>.</summary>
    public static bool IsPortPart(string name) => PortParts.Contains(name);

    public bool Settles(string name) => (OfPort is not null && IsPortPart(name)) || Policy.Has(name);

    public Fields? Part(string name) =>
        OfPort is { } settings && IsPortPart(name) ? settings.Object(name) : Policy.Object(name);
}
