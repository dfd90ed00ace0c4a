using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// The set of gateways that is compiled for: what a Gateway's selector sees, and where it counts as living.
/// </summary>
internal sealed record Fleet
{
    /// <summary>The fleet of a tree that names none: Istio's own ingress gateway.</summary>
    public static Fleet Implied { get; } = new();

    public ImmutableSortedDictionary<string, string> Labels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("istio", "ingressgateway");

    public string Namespace { get; init; } = "istio-system";

    public string Domain { get; init; } = "cluster.local";

    /// <summary>Where its gateways run: nowhere in particular.</summary>
    public Locality Locality { get; init; } = Locality.Parse("");

    public string RootNamespace { get; init; } = "istio-system";
}
