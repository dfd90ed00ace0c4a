using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Services;

/// <summary>Reads a Kubernetes Service with its EndpointSlices and the WorkloadEntries that it selects.</summary>
internal static class KubernetesServices
{
    private const string ExportToAnnotation = "networking.istio.io/exportTo";

    public static ImmutableArray<string> Claims { get; } =
    [
        "spec.selector", "spec.type", "spec.externalName", "spec.trafficDistribution",
        "spec.ports[].port", "spec.ports[].name", "spec.ports[].protocol", "spec.ports[].appProtocol", "spec.ports[].targetPort",
    ];

    /// <summary>
    /// A Service of which the tree knows no endpoint keeps its own name as endpoint where <paramref name="resolveNames"/>
    /// says so; otherwise it has none. One of type ExternalName stands for the service of that host, or else for that name.
    /// </summary>
    public static Service Bind(
        ManifestObject source, Fleet fleet, ILookup<string, Workload> workloads, ILookup<(string, string), EndpointSlice> slices,
        ImmutableArray<string> exportTo, bool resolveNames)
    {
        var selector = source.Spec.Labels("selector");
        var ports = source.Spec.Objects("ports").Select(BindPort).ToImmutableArray();
        var own = slices[(source.Namespace, source.Name)].ToImmutableArray();
        ImmutableArray<Endpoint> endpoints =
        [
            .. own.SelectMany(slice => ports.SelectMany(slice.EndpointsFor))
                .DistinctBy(endpoint => (endpoint.ServicePort, endpoint.Address)),    // the first of an address is kept, whatever its port
            .. workloads[source.Namespace].Where(workload => workload.IsSelectedBy(selector)).SelectMany(workload => workload.For(ports)),
        ];
        var host = $"{source.Name}.{source.Namespace}.svc.{fleet.Domain}";
        var alias = AliasOf(source);
        var lacksEndpoints = alias is not null || (own is [] && endpoints is []);
        var byName = lacksEndpoints && resolveNames;

        return new()
        {
            Source = source,
            Host = host,
            Ports = ports,
            Resolution = byName ? Resolution.Dns : Resolution.Static,
            Visibility = new(source.Namespace, ExportTo(source) is not [] and var annotated ? annotated : exportTo),
            Selector = selector,
            IsKubernetes = true,
            Preference = TrafficDistribution.Of(source),
            Alias = alias,
            LacksEndpoints = lacksEndpoints,
            Endpoints = byName ? [.. ports.Select(port => ServiceEntries.HostItself(alias ?? host, port with { TargetPort = null }))]
                : alias is null ? endpoints
                : [],
        };
    }

    private static string? AliasOf(ManifestObject source) =>
        source.Spec.Text("type") is "ExternalName" && source.Spec.Text("externalName") is { Length: > 0 } name ? name : null;

    private static ServicePort BindPort(Fields port)
    {
        var number = (int)Math.Clamp(port.Integer("port") ?? 0, 0, ushort.MaxValue);
        var target = port.Integer("targetPort") is > 0 and <= ushort.MaxValue and var written ? (int?)written : null;
        var protocol = PortProtocols.OfKubernetesPort(port.Text("protocol"), port.Text("name"), port.Text("appProtocol"));

        return new(number, port.Text("name") ?? "", protocol, target, port.Span)
        {
            TargetName = target is null && port.Text("targetPort") is { Length: > 0 } name && PlainScalars.Integer(name) is null ? name : null,
        };
    }

    private static ImmutableArray<string> ExportTo(ManifestObject source) =>
        source.Annotations.TryGetValue(ExportToAnnotation, out var list)
            ? [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : [];
}
