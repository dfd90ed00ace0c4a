using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Services;

/// <summary>Reads a ServiceEntry: one service per host.</summary>
internal static class ServiceEntries
{
    public static ImmutableArray<string> Claims { get; } =
    [
        "spec.hosts", "spec.exportTo", "spec.resolution", "spec.workloadSelector.labels", "spec.subjectAltNames",
        "spec.ports[].number", "spec.ports[].name", "spec.ports[].protocol", "spec.ports[].targetPort",
        .. Workload.InlineClaims,
    ];

    public static IEnumerable<Service> Bind(
        ManifestObject source, ILookup<string, Workload> workloads, ImmutableArray<string> exportTo)
    {
        var spec = source.Spec;
        var resolution = spec.Text("resolution") switch
        {
            "DNS" => Resolution.Dns,
            "DNS_ROUND_ROBIN" => Resolution.DnsRoundRobin,
            _ => Resolution.Static,
        };
        var ports = spec.Objects("ports").Select(BindPort).ToImmutableArray();
        var selector = spec.Object("workloadSelector")?.Labels("labels") ?? ImmutableSortedDictionary<string, string>.Empty;
        var endpoints = spec.Objects("endpoints").Select(endpoint => Workload.BindInline(source.Namespace, endpoint))
            .Concat(workloads[source.Namespace].Where(workload => workload.IsSelectedBy(selector)))
            .SelectMany(workload => workload.For(ports))
            .ToImmutableArray();

        return spec.Texts("hosts").Select(host => new Service
        {
            Source = source,
            Host = host.Value,
            Ports = ports,
            Resolution = resolution,
            Visibility = Visibility.Of(source, exportTo),
            Selector = selector,
            IsKubernetes = false,
            Preference = TrafficDistribution.Of(source),
            SubjectAltNames = [.. spec.Texts("subjectAltNames").Select(name => name.Value)],
            Endpoints = IsItsOwnEndpoint(host.Value) ? [.. ports.Select(port => HostItself(host.Value, port))] : endpoints,
        });

        // A name to be resolved needs no endpoint: it is one.
        bool IsItsOwnEndpoint(string host) =>
            resolution is not Resolution.Static && endpoints is [] && selector.Count is 0 && !HostName.IsWildcard(host);
    }

    internal static Endpoint HostItself(string host, ServicePort port) => new()
    {
        ServicePort = port.Number,
        Address = host,
        Port = port.TargetPort ?? port.Number,
        Labels = ImmutableSortedDictionary<string, string>.Empty,
        Weight = 1,
        Locality = "",
    };

    private static ServicePort BindPort(Fields port)
    {
        var number = (int)Math.Clamp(port.Integer("number") ?? 0, 0, ushort.MaxValue);
        var target = (int)Math.Clamp(port.Integer("targetPort") ?? 0, 0, ushort.MaxValue);

        return new(number, port.Text("name") ?? "", PortProtocols.Parse(port.Text("protocol")), target is 0 ? null : target, port.Span);
    }
}
