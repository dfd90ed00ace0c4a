using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>A VirtualService: rules that take requests for some hosts from gateways to destinations.</summary>
internal sealed record VirtualService
{
    /// <summary>The gateway name that stands for all sidecars, and is no gateway.</summary>
    public const string Mesh = "mesh";

    public static ImmutableArray<string> Claims { get; } = ["spec.hosts", "spec.gateways", "spec.exportTo"];

    public required ManifestObject Source { get; init; }

    /// <summary>Short names already carry namespace and domain.</summary>
    public required ImmutableArray<string> Hosts { get; init; }

    public required ImmutableArray<GatewayReference> Gateways { get; init; }

    public required Visibility Visibility { get; init; }

    public required ImmutableArray<HttpRule> Http { get; init; }

    /// <summary>Rules for TLS connections that pass through, by the server name in the handshake.</summary>
    public required ImmutableArray<L4Rule> Tls { get; init; }

    /// <summary>Rules for the bytes of a connection, whatever they are.</summary>
    public required ImmutableArray<L4Rule> Tcp { get; init; }

    public static VirtualService Bind(ManifestObject source, Fleet fleet, ImmutableArray<string> exportTo)
    {
        var spec = source.Spec;

        return new()
        {
            Source = source,
            Hosts = [.. spec.Texts("hosts").Select(host => HostName.Qualify(host.Value, source.Namespace, fleet.Domain))],
            Gateways = [.. spec.Texts("gateways").Select(gateway => new GatewayReference(Resolve(gateway.Value, source.Namespace), gateway.Span))],
            Visibility = Visibility.Of(source, exportTo),
            Http = [.. spec.Objects("http").Select(rule => new HttpRule(source, rule))],
            Tls = [.. spec.Objects("tls").Select(rule => new L4Rule(source, rule))],
            Tcp = [.. spec.Objects("tcp").Select(rule => new L4Rule(source, rule))],
        };
    }

    public bool IsBoundTo(string gateway) => Gateways.Any(reference => reference.Name == gateway);

    /// <summary>Reads <c>name</c>, <c>namespace/name</c>, and the old form <c>name.namespace.svc.domain</c>.</summary>
    public static string Resolve(string gateway, string @namespace) => gateway.Split('/', 2) switch
    {
        [Mesh] => Mesh,
        [".", var name] => $"{@namespace}/{name}",
        [_, _] => gateway,
        _ when gateway.Split('.') is [var name, var other, ..] => $"{other}/{name}",
        _ => $"{@namespace}/{gateway}",
    };
}

/// <summary>A gateway that a VirtualService names: <c>namespace/name</c>, or <c>mesh</c>.</summary>
internal sealed record GatewayReference(string Name, SourceSpan Span);

/// <summary>
/// One HTTP rule. What it says stays as fields, which the feature that translates them reads: a new field needs its own
/// file alone.
/// </summary>
internal sealed record HttpRule(ManifestObject Source, Fields Fields)
{
    /// <summary>The alternatives under <c>match</c>; none means every request.</summary>
    public ImmutableArray<Fields> Matches { get; } = Fields.Objects("match");
}
