using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Services;

/// <summary>
/// What a Kubernetes Service says of near endpoints: <c>trafficDistribution</c>, or Istio's annotation from the time
/// before it.
/// </summary>
internal static class TrafficDistribution
{
    private const string Annotation = "networking.istio.io/traffic-distribution";

    // Network, region and zone.
    private const int SameZone = 3;

    /// <summary>The labels that an endpoint should share with the gateway; none: every endpoint is as good.</summary>
    public static ImmutableArray<string> Of(ManifestObject service) => Word(service).ToUpperInvariant() switch
    {
        "PREFERCLOSE" or "PREFERSAMEZONE" => Locality.TopologyLabels[..SameZone],
        "PREFERSAMENODE" => Locality.TopologyLabels,
        _ => [],
    };

    private static string Word(ManifestObject service) =>
        service.Spec.Text("trafficDistribution") ?? service.Annotations.GetValueOrDefault(Annotation, "");
}
