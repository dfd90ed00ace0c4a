using System.Collections.Frozen;
using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model;

/// <summary>What the mesh settles for every gateway, in MeshConfig's own names; Istio's defaults where nothing is said.</summary>
internal sealed record MeshSettings
{
    /// <summary>
    /// Fields that speak of sidecars, of the mesh's own certificates, or of the process that would write the
    /// configuration.
    /// </summary>
    public static FrozenSet<string> WithoutEffect { get; } = new[]
    {
        "ca", "caCertificates", "certificates", "configSources", "discoverySelectors", "enableAutoMtls",
        "enablePrometheusMerge", "inboundTrafficPolicy", "meshMTLS", "outboundTrafficPolicy", "proxyInboundListenPort",
        "proxyListenPort", "serviceScopeConfigs", "trustDomain", "trustDomainAliases",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The fields that are read.</summary>
    public static ImmutableArray<string> Handled { get; } =
    [
        "connectTimeout", "dnsRefreshRate", "pathNormalization", "defaultHttpRetryPolicy", "defaultTrafficPolicy",
        "localityLbSetting", "zoneAwareLbSetting", "tcpKeepalive", "h2UpgradePolicy", "tlsDefaults",
        "defaultServiceExportTo", "defaultVirtualServiceExportTo", "defaultDestinationRuleExportTo",
        .. GatewayTopology.Handled.Select(name => $"defaultConfig.gatewayTopology.{name}"),
    ];

    public static MeshSettings Default { get; } = new();

    /// <summary><c>connectTimeout</c>: how long a connection to an endpoint may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>dnsRefreshRate</c>: how often a name is resolved anew.</summary>
    public TimeSpan DnsRefreshRate { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>pathNormalization.normalization</c>: what is done to a path before it is matched.</summary>
    public PathNormalization PathNormalization { get; init; } = PathNormalization.Base;

    /// <summary><c>defaultHttpRetryPolicy</c>: the retries of a rule that says nothing of them.</summary>
    public Fields? DefaultRetries { get; init; }

    /// <summary><c>defaultConfig.gatewayTopology</c>: what stands before the gateways.</summary>
    public GatewayTopology Topology { get; init; } = GatewayTopology.Default;

    /// <summary><c>defaultTrafficPolicy</c>: the parts that no DestinationRule settles.</summary>
    public Fields? DefaultTrafficPolicy { get; init; }

    /// <summary><c>localityLbSetting</c>: how places count where no DestinationRule says so.</summary>
    public Fields? Localities { get; init; }

    /// <summary><c>zoneAwareLbSetting</c>, which wins over the other.</summary>
    public Fields? ZoneAware { get; init; }

    /// <summary><c>tcpKeepalive</c>: probes on idle connections, of which a DestinationRule can change each part.</summary>
    public Fields? TcpKeepalive { get; init; }

    /// <summary><c>h2UpgradePolicy: UPGRADE</c>: HTTP/2 to every port that speaks HTTP.</summary>
    public bool UpgradesHttp { get; init; }

    /// <summary><c>tlsDefaults</c>: what a server with certificates of its own offers where it says nothing else.</summary>
    public Fields? TlsDefaults { get; init; }

    /// <summary>The <c>exportTo</c> of objects that have none.</summary>
    public DefaultVisibility ExportTo { get; init; } = DefaultVisibility.Public;

    /// <param name="otherwise">What counts where the fragment says nothing.</param>
    public static MeshSettings Bind(Fields mesh, MeshSettings otherwise, DiagnosticBag diagnostics)
    {
        var settings = otherwise;
        foreach (var entry in mesh.Mapping.Entries)
        {
            var name = FieldName.ToCamelCase(entry.Key.Value);
            if (settings.Read(name, mesh, diagnostics) is { } changed)
            {
                settings = changed;
            }
            else if (!WithoutEffect.Contains(name))
            {
                diagnostics.Add(ValueRules.NotHandledYet.At(entry.Key.Span, $"MeshConfig field '{entry.Key.Value}'"));
            }
        }

        return settings;
    }

    // Null for a field that is not known here.
    private MeshSettings? Read(string name, Fields mesh, DiagnosticBag diagnostics) => name switch
    {
        "connectTimeout" => this with { ConnectTimeout = mesh.Duration(name) ?? ConnectTimeout },
        "dnsRefreshRate" => this with { DnsRefreshRate = mesh.Duration(name) ?? DnsRefreshRate },
        "pathNormalization" => this with { PathNormalization = Normalization(mesh.Object(name)?.Text("normalization")) },
        "defaultHttpRetryPolicy" => this with { DefaultRetries = mesh.Object(name) },
        "defaultConfig" => this with { Topology = GatewayTopology.BindConfig(mesh.Object(name), diagnostics) },
        "defaultTrafficPolicy" => this with { DefaultTrafficPolicy = mesh.Object(name) },
        "localityLbSetting" => this with { Localities = mesh.Object(name) },
        "zoneAwareLbSetting" => this with { ZoneAware = mesh.Object(name) },
        "tcpKeepalive" => this with { TcpKeepalive = mesh.Object(name) },
        "h2UpgradePolicy" => this with { UpgradesHttp = mesh.Choice(name, "DO_NOT_UPGRADE", "UPGRADE") is "UPGRADE" },
        "tlsDefaults" => this with { TlsDefaults = mesh.Object(name) },
        "defaultServiceExportTo" => this with { ExportTo = ExportTo with { Services = Texts(mesh, name) } },
        "defaultVirtualServiceExportTo" => this with { ExportTo = ExportTo with { VirtualServices = Texts(mesh, name) } },
        "defaultDestinationRuleExportTo" => this with { ExportTo = ExportTo with { DestinationRules = Texts(mesh, name) } },
        _ => null,
    };

    private static ImmutableArray<string> Texts(Fields mesh, string name) => [.. mesh.Texts(name).Select(text => text.Value)];

    private static PathNormalization Normalization(string? text) => text switch
    {
        "NONE" => PathNormalization.None,
        "MERGE_SLASHES" => PathNormalization.MergeSlashes,
        "DECODE_AND_MERGE_SLASHES" => PathNormalization.DecodeAndMergeSlashes,
        _ => PathNormalization.Base,
    };
}

/// <summary>Whom objects are exported to that do not say so themselves. None: everybody.</summary>
internal sealed record DefaultVisibility(
    ImmutableArray<string> Services, ImmutableArray<string> VirtualServices, ImmutableArray<string> DestinationRules)
{
    public static DefaultVisibility Public { get; } = new([], [], []);
}

/// <summary>Istio's levels of path normalization, each doing what the one before does, and more.</summary>
internal enum PathNormalization
{
    None,
    Base,
    MergeSlashes,
    DecodeAndMergeSlashes,
}
