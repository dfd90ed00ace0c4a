using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Services;

/// <summary>A Kubernetes EndpointSlice: addresses for some ports of one Service.</summary>
internal sealed record EndpointSlice(string Namespace, string Service, Fields Fields)
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    public static ImmutableArray<string> Claims { get; } =
    [
        "addressType", "ports[].name", "ports[].port", "ports[].protocol",
        "endpoints[].addresses",
        "endpoints[].conditions.ready", "endpoints[].conditions.serving", "endpoints[].conditions.terminating",
    ];

    public static EndpointSlice Bind(ManifestObject source) =>
        new(source.Namespace, source.Labels.GetValueOrDefault(ServiceLabel, ""), source.Spec);

    /// <summary>A slice's port belongs to the Service's port of the same name.</summary>
    public IEnumerable<Endpoint> EndpointsFor(ServicePort port) =>
        from slicePort in Fields.Text("addressType") is "FQDN" ? [] : Fields.Objects("ports")
        where (slicePort.Text("name") ?? "") == port.Name && slicePort.Text("protocol") is not "UDP"
        from endpoint in Fields.Objects("endpoints")
        from address in endpoint.Texts("addresses")
        select new Endpoint
        {
            ServicePort = port.Number,
            Address = address.Value,
            Port = (int)Math.Clamp(slicePort.Integer("port") ?? port.TargetPort ?? port.Number, 0, ushort.MaxValue),
            Labels = ImmutableSortedDictionary<string, string>.Empty,
            Weight = 1,
            Locality = "",
            Health = HealthOf(endpoint.Object("conditions")),
            Span = address.Span,
        };

    // An unknown condition counts as ready, as in Kubernetes.
    private static EndpointHealth HealthOf(Fields? conditions) => conditions switch
    {
        { } known when known.Flag("ready") ?? true => EndpointHealth.Healthy,
        { } known when (known.Flag("serving") ?? false) && (known.Flag("terminating") ?? false) => EndpointHealth.Draining,
        { } => EndpointHealth.Unhealthy,
        null => EndpointHealth.Healthy,
    };
}
