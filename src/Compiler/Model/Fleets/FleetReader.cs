using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Fleets;

/// <summary>Reads Fleets. Lenient, as all reading of fields: what is wrong is said where the object is checked.</summary>
internal static class FleetReader
{
    public const string Kind = "Fleet";

    /// <summary>By name, the first of each name; the implied one where there is none.</summary>
    public static ImmutableArray<Fleet> Read(ImmutableArray<ManifestObject> objects)
    {
        ImmutableArray<Fleet> written =
        [
            .. objects.Where(source => source.Kind is Kind)
                .OldestFirst(source => source)
                .DistinctBy(source => source.Name, StringComparer.Ordinal)
                .Select(Read)
                .OrderBy(fleet => fleet.Name, StringComparer.Ordinal),
        ];

        return written is [] ? [Fleet.Implied] : written;
    }

    private static Fleet Read(ManifestObject source)
    {
        var (spec, otherwise) = (source.Spec, Fleet.Implied);

        return new()
        {
            Source = source,
            Name = source.Name,
            Labels = spec.Has("labels") ? spec.Labels("labels") : otherwise.Labels,
            Namespace = Text("namespace") ?? otherwise.Namespace,
            RootNamespace = Text("rootNamespace") ?? otherwise.RootNamespace,
            Namespaces = Texts("namespaces"),
            Channel = Text("channel") ?? source.Name,
            Domain = Text("domain") ?? otherwise.Domain,
            Locality = Locality.Parse(Text("locality") ?? ""),
            Ports = PortsOf(spec),
            Envoy = Version.TryParse(Text("envoyVersion"), out var version) ? version : null,
            Profile = spec.Choice("profile", "edge", "istio") switch
            {
                "edge" => Profile.Edge,
                "istio" => Profile.Istio,
                _ => null,
            },
            Certificates = Text("certificates"),
            Mesh = spec.Object("mesh"),
            AllowedUpstreams = Texts("allowedUpstreams"),
            Isolation = spec.Choice("isolation", "none", "namespace") is "namespace"
                ? TenantIsolation.Namespace
                : TenantIsolation.None,
            Guard = ReadGuard(spec.Object("guard")),
            ForcePush = spec.Choice("forcePush", "hold", "allow") is "allow"
                ? ForcePushPolicy.Allow
                : ForcePushPolicy.Hold,
            Rollout = spec.Object("rollout") is { } rollout && RolloutReader.Read(rollout) is (var plan, null)
                ? plan
                : null,
            Limits = ReadLimits(spec.Object("limits")),
        };

        string? Text(string name) => spec.Text(name) is { Length: > 0 } text ? text : null;

        ImmutableArray<string> Texts(string name) => [.. spec.Texts(name).Select(text => text.Value)];
    }

    private static ShrinkGuard ReadGuard(Fields? guard) => new()
    {
        RemovedHostsPercent = Percent(guard, "removedHostsPercent") ?? ShrinkGuard.Default.RemovedHostsPercent,
        RemovedRoutesPercent = Percent(guard, "removedRoutesPercent") ?? ShrinkGuard.Default.RemovedRoutesPercent,
    };

    private static int? Percent(Fields? fields, string name) =>
        fields?.Integer(name) is { } percent ? (int)Math.Clamp(percent, 0, 100) : null;

    private static FleetLimits ReadLimits(Fields? limits) => new()
    {
        Hosts = limits?.Integer("hosts"),
        Routes = limits?.Integer("routes"),
        Files = limits?.Integer("files"),
        FileBytes = limits?.Integer("fileBytes"),
        TreeBytes = limits?.Integer("treeBytes"),
    };

    private static ImmutableDictionary<int, int> PortsOf(Fields spec) => spec.Integers("ports")
        .Where(entry => IsPort(entry.Name) && entry.Value is > 0 and <= ushort.MaxValue)
        .DistinctBy(entry => entry.Name, StringComparer.Ordinal)
        .ToImmutableDictionary(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture), entry => (int)entry.Value);

    internal static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port > 0 && text[0] is not '0';
}
