using System.Collections.Frozen;
using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>What becomes of the objects of a kind.</summary>
internal enum KindTreatment
{
    /// <summary>They are read and compiled.</summary>
    Compiled,

    /// <summary>They change nothing on a gateway, or nothing yet: an info for each.</summary>
    PassedOver,

    /// <summary>They keep requests out, so leaving them out in silence would open a door.</summary>
    Guard,

    /// <summary>They must not lie in a tree.</summary>
    Refused,
}

internal sealed record ManifestKind(
    string Group,
    ImmutableArray<string> Versions,
    string Name,
    KindTreatment Treatment);

/// <summary>Every kind that is known by name. Of a kind that is not here, its objects are passed over with one info for all.</summary>
internal static class KindTable
{
    public const string OwnGroup = "gatewaypipeline.dev";

    /// <summary>Of our own group, and not read yet.</summary>
    public const string ComingKind = "RouteTest";

    private static readonly ImmutableArray<string> Three = ["v1", "v1beta1", "v1alpha3"];
    private static readonly ImmutableArray<string> Security = ["v1", "v1beta1"];

    public static ImmutableArray<ManifestKind> All { get; } =
    [
        new("networking.istio.io", Three, "Gateway", KindTreatment.Compiled),
        new("networking.istio.io", Three, "VirtualService", KindTreatment.Compiled),
        new("networking.istio.io", Three, "DestinationRule", KindTreatment.Compiled),
        new("networking.istio.io", Three, "ServiceEntry", KindTreatment.Compiled),
        new("networking.istio.io", Three, "WorkloadEntry", KindTreatment.Compiled),
        new("networking.istio.io", Three, "WorkloadGroup", KindTreatment.PassedOver),
        new("networking.istio.io", Three, "Sidecar", KindTreatment.PassedOver),
        new("networking.istio.io", ["v1alpha3"], "EnvoyFilter", KindTreatment.PassedOver),
        new("networking.istio.io", ["v1beta1"], "ProxyConfig", KindTreatment.PassedOver),
        new("security.istio.io", Security, "AuthorizationPolicy", KindTreatment.Guard),
        new("security.istio.io", Security, "RequestAuthentication", KindTreatment.Guard),
        new("security.istio.io", Security, "PeerAuthentication", KindTreatment.PassedOver),
        new("telemetry.istio.io", ["v1", "v1alpha1"], "Telemetry", KindTreatment.PassedOver),
        new("extensions.istio.io", ["v1alpha1"], "WasmPlugin", KindTreatment.PassedOver),
        new("extensions.istio.io", ["v1alpha1"], "TrafficExtension", KindTreatment.PassedOver),
        new("", ["v1"], "Service", KindTreatment.Compiled),
        new("", ["v1"], "Namespace", KindTreatment.Compiled),
        new("", ["v1"], "Secret", KindTreatment.Refused),
        new("discovery.k8s.io", ["v1"], "EndpointSlice", KindTreatment.Compiled),
        new("networking.k8s.io", ["v1", "v1beta1"], "Ingress", KindTreatment.PassedOver),
        new(OwnGroup, ["v1"], "Fleet", KindTreatment.Compiled),
        new(OwnGroup, ["v1"], "HostOwnership", KindTreatment.Compiled),
    ];

    private static readonly FrozenDictionary<(string Group, string Name), ManifestKind> ByName =
        All.ToFrozenDictionary(kind => (kind.Group, kind.Name));

    public static FrozenSet<string> Names { get; } = All.Select(kind => kind.Name).ToFrozenSet(StringComparer.Ordinal);

    public static FrozenSet<string> Groups { get; } =
        All.Select(kind => kind.Group).ToFrozenSet(StringComparer.Ordinal);

    public static ManifestKind? Find(string group, string name) => ByName.GetValueOrDefault((group, name));

    /// <summary>True for a group whose fields are all known, so that another one is a mistake.</summary>
    public static bool IsComplete(string group) => group is OwnGroup || IsIstio(group);

    public static bool IsIstio(string group) =>
        group.EndsWith(".istio.io", StringComparison.Ordinal) && Groups.Contains(group);
}
