using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Services;

/// <summary>How the endpoints of a service are found.</summary>
internal enum Resolution
{
    /// <summary>The tree lists addresses.</summary>
    Static,

    /// <summary>Names are resolved, and every address is an endpoint.</summary>
    Dns,

    /// <summary>Names are resolved, and one address at a time is used.</summary>
    DnsRoundRobin,
}

/// <summary>A host that routes can lead to, from a Kubernetes Service or a ServiceEntry.</summary>
internal sealed record Service
{
    public required ManifestObject Source { get; init; }

    public required string Host { get; init; }

    public required ImmutableArray<ServicePort> Ports { get; init; }

    public required Resolution Resolution { get; init; }

    public required Visibility Visibility { get; init; }

    /// <summary>Labels of the workloads behind it; empty: it selects none.</summary>
    public required ImmutableSortedDictionary<string, string> Selector { get; init; }

    public required bool IsKubernetes { get; init; }

    /// <summary>Kubernetes only: it is another name of this host, and has no endpoints of its own.</summary>
    public string? Alias { get; init; }

    /// <summary>Kubernetes only: the tree gives it no endpoint at all, so its name has to be resolved.</summary>
    public bool LacksEndpoints { get; init; }

    public required ImmutableArray<Endpoint> Endpoints { get; init; }

    /// <summary>The names that its endpoints' certificates may have, where no traffic policy says more.</summary>
    public ImmutableArray<string> SubjectAltNames { get; init; } = [];

    /// <summary>The labels that an endpoint should share with the gateway, the weightiest first.</summary>
    public ImmutableArray<string> Preference { get; init; } = [];

    /// <summary>Where it is said who may see it.</summary>
    public SourceSpan ExportToSpan => Source.Spec.Has("exportTo") ? Source.Spec.SpanOf("exportTo") : Source.NameSpan;

    public ServicePort? FindPort(int number)
    {
        foreach (var port in Ports)
        {
            if (port.Number == number)
            {
                return port;
            }
        }

        return null;
    }
}

/// <summary>One port of a service. A target port is a number, or a name that workloads know.</summary>
internal sealed record ServicePort(int Number, string Name, PortProtocol Protocol, int? TargetPort, SourceSpan Span)
{
    /// <summary>Kubernetes only: a target port that is told by name. A workload without a port of that name is no endpoint.</summary>
    public string? TargetName { get; init; }
}

/// <summary>One address behind one port of a service.</summary>
internal sealed record Endpoint
{
    /// <summary>The number of the service port that it serves.</summary>
    public required int ServicePort { get; init; }

    /// <summary>An IP address, a DNS name, or <c>unix://</c> and a path.</summary>
    public required string Address { get; init; }

    /// <summary>0 for a UNIX socket.</summary>
    public required int Port { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    public required uint Weight { get; init; }

    /// <summary><c>region/zone/subzone</c>, from the left as far as it is known.</summary>
    public required string Locality { get; init; }

    public EndpointHealth Health { get; init; } = EndpointHealth.Healthy;

    /// <summary>Where the address is written; its path is null where a name stands for itself.</summary>
    public SourceSpan Span { get; init; }
}

internal enum EndpointHealth
{
    Healthy,
    Unhealthy,
    Draining,
}
