using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Compiler.Model.Fleets;

/// <summary>
/// The set of gateways that is compiled for: what a Gateway's selector sees, where it counts as living, and what its
/// owner asks of a release.
/// </summary>
internal sealed record Fleet
{
    private const string IstioNamespace = "istio-system";

    /// <summary>The fields that are read.</summary>
    public static ImmutableArray<string> Claims { get; } =
    [
        "spec.labels", "spec.namespace", "spec.rootNamespace", "spec.namespaces", "spec.channel", "spec.domain",
        "spec.locality", "spec.ports", "spec.envoyVersion", "spec.profile", "spec.certificates", "spec.mesh",
        "spec.allowedUpstreams", "spec.isolation", "spec.guard.removedHostsPercent", "spec.guard.removedRoutesPercent",
        "spec.forcePush", "spec.limits.hosts", "spec.limits.routes", "spec.limits.files", "spec.limits.fileBytes",
        "spec.limits.treeBytes", "spec.delivery",
        .. RolloutReader.Claims,
    ];

    /// <summary>The fleet of a tree that names none: Istio's own ingress gateway.</summary>
    public static Fleet Implied { get; } = new();

    /// <summary>The object; null for the implied one.</summary>
    public ManifestObject? Source { get; init; }

    public string Name { get; init; } = "ingressgateway";

    public ImmutableSortedDictionary<string, string> Labels { get; init; } =
        ManifestObject.EmptyMap.Add("istio", "ingressgateway");

    public string Namespace { get; init; } = IstioNamespace;

    /// <summary>Where DestinationRules count for the whole mesh, and where HostOwnerships need no owner.</summary>
    public string RootNamespace { get; init; } = IstioNamespace;

    /// <summary>The namespaces whose objects it sees; none: all.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Null: only the implied fleet has none.</summary>
    public string? Channel { get; init; }

    public string Domain { get; init; } = "cluster.local";

    /// <summary>Where its gateways run; the empty one: nowhere in particular.</summary>
    public Locality Locality { get; init; } = Locality.Parse("");

    /// <summary>Port of a server → port of its socket.</summary>
    public ImmutableDictionary<int, int> Ports { get; init; } = ImmutableDictionary<int, int>.Empty;

    /// <summary>The oldest Envoy among its gateways; null: the oldest that any bundle is made for.</summary>
    public Version? Envoy { get; init; }

    public Profile? Profile { get; init; }

    public string? Certificates { get; init; }

    /// <summary>A fragment of MeshConfig.</summary>
    public Fields? Mesh { get; init; }

    /// <summary>Addresses on the gateway's own machine that routes may lead to, as written.</summary>
    public ImmutableArray<string> AllowedUpstreams { get; init; } = [];

    public TenantIsolation Isolation { get; init; }

    public ShrinkGuard Guard { get; init; } = ShrinkGuard.Default;

    public ForcePushPolicy ForcePush { get; init; }

    /// <summary>Null: every release goes to all gateways at once, or what is said is no plan.</summary>
    public RolloutPlan? Rollout { get; init; }

    public FleetLimits Limits { get; init; } = new();

    /// <summary>True for an object that it sees.</summary>
    public bool Sees(ManifestObject source) =>
        Namespaces is [] || source.Group is KindTable.OwnGroup || Namespaces.Contains(source.Namespace);

    public FleetSettings ToSettings(Profile profile) => new()
    {
        Name = Name,
        Channel = Channel,
        Profile = profile,
        IsImplied = Source is null,
        Namespaces = Namespaces,
        Isolation = Isolation,
        Guard = Guard,
        ForcePush = ForcePush,
        Rollout = Rollout,
    };
}

/// <summary>Bounds that are lower than those of every tree; null: not lower.</summary>
internal sealed record FleetLimits
{
    public long? Hosts { get; init; }

    public long? Routes { get; init; }

    public long? Files { get; init; }

    public long? FileBytes { get; init; }

    public long? TreeBytes { get; init; }
}
