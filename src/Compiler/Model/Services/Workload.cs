using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Services;

/// <summary>Something that answers at an address: a WorkloadEntry, or an endpoint written into a ServiceEntry.</summary>
internal sealed record Workload
{
    private const string UnixPrefix = "unix://";
    private const string LocalityLabel = "istio-locality";

    private static readonly ImmutableArray<string> FieldNames = ["address", "ports", "labels", "locality", "network", "weight"];

    public static ImmutableArray<string> EntryClaims { get; } = [.. FieldNames.Select(field => $"spec.{field}")];

    public static ImmutableArray<string> InlineClaims { get; } = [.. FieldNames.Select(field => $"spec.endpoints[].{field}")];

    public required string Namespace { get; init; }

    public required string Address { get; init; }

    /// <summary>Name of a service port → port of the workload.</summary>
    public required ImmutableDictionary<string, int> Ports { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    public required string Locality { get; init; }

    public required uint Weight { get; init; }

    /// <summary>Where the address is written.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>Labels of the object win over labels of its spec.</summary>
    public static Workload BindEntry(ManifestObject source) =>
        Bind(source.Namespace, source.Spec, source.Labels);

    public static Workload BindInline(string @namespace, Fields endpoint) =>
        Bind(@namespace, endpoint, ImmutableSortedDictionary<string, string>.Empty);

    public bool IsSelectedBy(ImmutableSortedDictionary<string, string> selector) =>
        selector.Count > 0 && selector.All(label => Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>What it offers behind each port of a service; nothing where the port names one that it does not have.</summary>
    public IEnumerable<Endpoint> For(IEnumerable<ServicePort> ports) =>
        ports.Where(port => port.TargetName is not { } target || Ports.ContainsKey(target)).Select(For);

    // Its own port of that name counts first, then the service's target port, then the service's port.
    private Endpoint For(ServicePort port) => new()
    {
        ServicePort = port.Number,
        Address = Address,
        Port = Address.StartsWith(UnixPrefix, StringComparison.Ordinal) ? 0
            : Ports.TryGetValue(port.TargetName ?? port.Name, out var own) ? own
            : port.TargetPort ?? port.Number,
        Labels = Labels,
        Weight = Weight,
        Locality = Locality,
        Span = Span,
    };

    private static Workload Bind(string @namespace, Fields fields, ImmutableSortedDictionary<string, string> labels)
    {
        var all = fields.Labels("labels").SetItems(labels);
        var locality = fields.Text("locality") ?? all.GetValueOrDefault(LocalityLabel)?.Replace('.', '/') ?? "";

        return new()
        {
            Namespace = @namespace,
            Address = fields.Text("address") ?? "",
            Ports = fields.Ports("ports"),
            Labels = OfPlace(fields.Text("network"), all).SetItems(Model.Locality.Parse(locality).Labels),
            Locality = locality,
            Span = fields.SpanOf("address"),
            Weight = (uint)Math.Clamp(fields.Integer("weight") ?? 1, 1, uint.MaxValue),
        };
    }

    // Its place can be chosen by label, too. A network that a label names already stays.
    private static ImmutableSortedDictionary<string, string> OfPlace(string? network, ImmutableSortedDictionary<string, string> labels) =>
        network is { Length: > 0 } && !labels.ContainsKey(Model.Locality.NetworkLabel) ? labels.Add(Model.Locality.NetworkLabel, network) : labels;
}
