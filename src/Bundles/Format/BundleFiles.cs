using System.Collections.Frozen;
using System.Collections.Immutable;

namespace GatewayPipeline.Bundles.Format;

/// <summary>Which file of a bundle holds what.</summary>
internal static class BundleFiles
{
    public const string Index = "index.json";
    private const string Bootstrap = "bootstrap.json";
    private const string StaticBootstrap = "static.pb";

    private static readonly FrozenDictionary<string, string> PathsByType = new Dictionary<string, string>
    {
        [TypeUrls.Cluster] = "xds/clusters.pb",
        [TypeUrls.ClusterLoadAssignment] = "xds/endpoints.pb",
        [TypeUrls.Listener] = "xds/listeners.pb",
        [TypeUrls.RouteConfiguration] = "xds/routes.pb",
        [TypeUrls.Secret] = "xds/secrets.pb",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Holds(string typeUrl) => PathsByType.ContainsKey(typeUrl);

    /// <summary>Everything but the index, in ordinal order of the paths.</summary>
    public static ImmutableArray<TarEntry> Of(XdsSnapshot snapshot)
    {
        var responses = snapshot.Resources
            .GroupBy(resource => resource.TypeUrl, StringComparer.Ordinal)
            .Select(type => new TarEntry(
                PathsByType[type.Key], XdsResponse.Write(type.Key, [.. type.Select(each => each.Value)])));

        return
        [
            new(Bootstrap, snapshot.Bootstrap),
            new(StaticBootstrap, snapshot.StaticBootstrap),
            .. responses.OrderBy(entry => entry.Name, StringComparer.Ordinal),
        ];
    }

    public static bool TryRead(
        BundleIndex index, ImmutableArray<TarEntry> files, out XdsSnapshot snapshot, out string reason)
    {
        snapshot = SnapshotRules.Empty;
        if (files is not [{ Name: Bootstrap } bootstrap, { Name: StaticBootstrap } staticBootstrap, .. var responses])
        {
            reason = $"it does not begin with {Bootstrap} and {StaticBootstrap}";

            return false;
        }

        if (!TryReadResources(index, responses, out var resources, out reason))
        {
            return false;
        }

        snapshot = new()
        {
            Resources = resources,
            Bootstrap = bootstrap.Content,
            StaticBootstrap = staticBootstrap.Content,
            Totals = index.Totals,
            Requires = index.Requires,
        };

        return true;
    }

    /// <summary>
    /// The files say type and bytes, the index says type, name and digest: one resource after the other, they must
    /// agree.
    /// </summary>
    private static bool TryReadResources(
        BundleIndex index, ImmutableArray<TarEntry> files, out ImmutableArray<XdsResource> resources, out string reason)
    {
        resources = [];
        var byPath = files.ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
        var read = ImmutableArray.CreateBuilder<XdsResource>(index.Resources.Length);
        foreach (var type in index.Resources.GroupBy(resource => resource.TypeUrl, StringComparer.Ordinal))
        {
            if (!PathsByType.TryGetValue(type.Key, out var path) || !byPath.Remove(path, out var content))
            {
                reason = $"it has no file for the resources of type '{type.Key}' in its index";

                return false;
            }

            if (!XdsResponse.TryRead(content, type.Key, out var values) || values.Length != type.Count())
            {
                reason = $"{path} does not hold the resources that its index names";

                return false;
            }

            foreach (var (stated, value) in type.Zip(values))
            {
                if (stated.Sha256 != BundleDigest.Of(value.Span).Hex)
                {
                    reason = $"'{stated.Name}' in {path} is not the resource that its index describes";

                    return false;
                }

                read.Add(new(stated.TypeUrl, stated.Name, value));
            }
        }

        resources = read.DrainToImmutable();
        reason = byPath.Count == 0
            ? ""
            : $"it holds {byPath.Keys.Order(StringComparer.Ordinal).First()}, which is no part of a bundle";

        return byPath.Count == 0;
    }
}
