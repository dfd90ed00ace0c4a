using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>
/// How places count when an endpoint is chosen: by shares, by distance, or by labels. The traffic policy decides, then
/// the Service, then the mesh; without a word of anybody, near endpoints come first where failing ones are noticed.
/// </summary>
internal sealed record LocalityPolicy
{
    private static readonly LocalityPolicy None = new() { IsEnabled = false };

    public bool IsEnabled { get; init; } = true;

    /// <summary>Envoy divides the requests of a region among its zones; regions alone are told apart here.</summary>
    public Fields? ZoneAware { get; init; }

    public ImmutableArray<Fields> Distribute { get; init; } = [];

    /// <summary>From one region to the next.</summary>
    public ImmutableArray<Fields> Failover { get; init; } = [];

    /// <summary>Labels in the order of their weight, some with the value to compare with.</summary>
    public ImmutableArray<string> FailoverPriority { get; init; } = [];

    /// <summary>Endpoints have priorities. Without outlier detection Envoy would never leave the first.</summary>
    public bool FailsOver { get; init; }

    public static LocalityPolicy Of(Ir.Cluster cluster)
    {
        var balancer = cluster.Policy("loadBalancer");
        var failsOver = cluster.Policy("outlierDetection") is not null;
        var preference = cluster.Service.Preference;
        var policy = balancer?.Object("zoneAwareLbSetting") is { } zones ? OfZones(zones)
            : balancer?.Object("localityLbSetting") is { } localities ? OfLocalities(localities)
            : preference is not [] ? new() { FailoverPriority = preference }
            : cluster.Mesh.ZoneAware is { } meshZones ? OfZones(meshZones)
            : cluster.Mesh.Localities is { } mesh ? OfLocalities(mesh)
            : new();
        var isPreferred = preference is not [] && policy.FailoverPriority == preference;

        return policy with { FailsOver = policy.IsEnabled && (failsOver || isPreferred) };
    }

    private static LocalityPolicy OfLocalities(Fields setting) => !(setting.Flag("enabled") ?? true) ? None : new()
    {
        Distribute = setting.Objects("distribute"),
        Failover = setting.Objects("failover"),
        FailoverPriority = Texts(setting, "failoverPriority"),
    };

    private static LocalityPolicy OfZones(Fields setting) => !(setting.Flag("enabled") ?? true) ? None with { ZoneAware = setting } : new()
    {
        ZoneAware = setting,
        Failover = setting.Objects("failover"),
        FailoverPriority = Texts(setting, "failoverPriority"),
    };

    private static ImmutableArray<string> Texts(Fields setting, string name) => [.. setting.Texts(name).Select(text => text.Value)];
}
