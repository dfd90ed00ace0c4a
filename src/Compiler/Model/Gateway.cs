using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>A Gateway: servers that open ports on the gateways that its selector matches.</summary>
internal sealed record Gateway(ManifestObject Source, ImmutableSortedDictionary<string, string> Selector, ImmutableArray<Server> Servers)
{
    public static ImmutableArray<string> Claims { get; } = ["spec.selector"];

    /// <summary>The name by which VirtualServices bind: <c>namespace/name</c>.</summary>
    public string QualifiedName => $"{Source.Namespace}/{Source.Name}";

    public static Gateway Bind(ManifestObject source, MeshSettings mesh) => new(
        source,
        source.Spec.Labels("selector"),
        [
            .. source.Spec.Objects("servers")
                .Select(server => Server.Bind(source, server))
                .Select(server => server with { Tls = server.Tls?.Over(mesh.TlsDefaults) }),
        ]);

    /// <summary>No selector means every gateway.</summary>
    public bool Selects(Fleet fleet) =>
        Selector.All(label => fleet.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}

/// <summary>One server of a Gateway.</summary>
internal sealed record Server
{
    public static ImmutableArray<string> Claims { get; } =
    [
        "spec.servers[].hosts", "spec.servers[].bind", "spec.servers[].name",
        "spec.servers[].port.number", "spec.servers[].port.name", "spec.servers[].port.protocol", "spec.servers[].port.targetPort",
        "spec.servers[].tls.httpsRedirect",
    ];

    /// <summary>The object that it stands in.</summary>
    public required ManifestObject Source { get; init; }

    /// <summary>The Gateway that it belongs to, as <c>namespace/name</c>.</summary>
    public string Gateway => $"{Source.Namespace}/{Source.Name}";

    /// <summary><c>name</c>, by which its statistics go; empty if it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The port that clients use, as declared.</summary>
    public required int Port { get; init; }

    public required string PortName { get; init; }

    public required PortProtocol Protocol { get; init; }

    /// <summary>
    /// What it does with TLS; null where nothing is said, and where it speaks plain HTTP whatever is said.
    /// </summary>
    public required ServerTls? Tls { get; init; }

    /// <summary>Address that the listener binds; empty: all.</summary>
    public required string BindAddress { get; init; }

    /// <summary>Hosts as Istio normalises them: <c>namespace/name</c> or <c>name</c>.</summary>
    public required ImmutableArray<string> Hosts { get; init; }

    /// <summary>Plain HTTP is sent to <c>https</c> before any route is looked at.</summary>
    public required bool HttpsRedirect { get; init; }

    /// <summary>Ends TLS and speaks HTTP inside.</summary>
    public bool TerminatesHttps => Protocol is PortProtocol.Https && Tls is { IsPassthrough: false };

    /// <summary>True for a server that says something about TLS, if only that plain HTTP is to be redirected.</summary>
    public required bool HasTlsSettings { get; init; }

    /// <summary>The hosts as a client names them in a handshake: without namespaces, sorted.</summary>
    public ImmutableArray<string> ServerNames =>
        [.. Hosts.Select(host => host.Split('/', 2)[^1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public required SourceSpan PortSpan { get; init; }

    public required SourceSpan ProtocolSpan { get; init; }

    public static Server Bind(ManifestObject source, Fields server)
    {
        var port = server.Object("port");
        var protocol = PortProtocols.Parse(port?.Text("protocol"));
        var tls = server.Object("tls");

        return new()
        {
            Source = source,
            Name = server.Text("name") ?? "",
            Port = (int)Math.Clamp(port?.Integer("number") ?? 0, 0, ushort.MaxValue),
            PortName = port?.Text("name") ?? "",
            Protocol = protocol,
            Tls = tls is { } settings && !protocol.IsHttp() ? new ServerTls(settings) : null,
            HasTlsSettings = tls is not null,
            BindAddress = server.Text("bind") ?? "",
            Hosts = Normalise([.. server.Texts("hosts").Select(host => host.Value)], source.Namespace),
            HttpsRedirect = tls?.Flag("httpsRedirect") ?? false,
            PortSpan = port?.SpanOf("number") ?? server.Span,
            ProtocolSpan = port?.SpanOf("protocol") ?? server.Span,
        };
    }

    /// <summary>
    /// The names that a VirtualService of <paramref name="namespace"/> may bind, without their namespace part.
    /// </summary>
    public IEnumerable<string> HostsFor(string @namespace) =>
        from host in Hosts
        let parts = host.Split('/', 2)
        where parts.Length is 1 || parts[0] == @namespace || parts[0] is "*"
        select parts[^1];

    private static ImmutableArray<string> Normalise(ImmutableArray<string> hosts, string gatewayNamespace) =>
        hosts.Contains("*/*")
            ? ["*"]
            : [.. hosts.Select(host => host.Split('/', 2) switch
            {
                [".", var name] => $"{gatewayNamespace}/{name}",
                ["*", var name] => name,
                _ => host,
            })];
}
