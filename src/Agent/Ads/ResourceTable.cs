using System.Collections.Frozen;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Ads;

/// <summary>One bundle's resources by type: what a gateway holds once that bundle is in effect.</summary>
internal sealed class ResourceTable
{
    private readonly FrozenDictionary<string, ResourceSet> sets;

    private ResourceTable(string systemVersion, FrozenDictionary<string, ResourceSet> sets)
    {
        SystemVersion = systemVersion;
        this.sets = sets;
    }

    public static ResourceTable Empty { get; } = From("", []);

    public string SystemVersion { get; }

    public ResourceSet this[string typeUrl] => sets[typeUrl];

    /// <summary>
    /// This table and what it lacks of <paramref name="other"/>, type by type: for when nobody knows which of the two
    /// is held.
    /// </summary>
    public ResourceTable Over(ResourceTable other) => new(
        $"{SystemVersion}+{other.SystemVersion}",
        TypeUrls.InActivationOrder.ToFrozenDictionary(
            typeUrl => typeUrl, typeUrl => this[typeUrl].Over(other[typeUrl]), StringComparer.Ordinal));

    public static ResourceTable From(string systemVersion, IEnumerable<XdsResource> resources)
    {
        var byType = resources.Select(resource => (resource.TypeUrl, Served: ServedResource.From(resource)))
            .ToLookup(pair => pair.TypeUrl, pair => pair.Served, StringComparer.Ordinal);

        return new(systemVersion, TypeUrls.InActivationOrder.ToFrozenDictionary(
            typeUrl => typeUrl,
            typeUrl => ResourceSet.Empty(typeUrl) with
            {
                SystemVersion = systemVersion,
                Resources = ResourceSet.Empty(typeUrl).Resources
                    .SetItems(byType[typeUrl].Select(served => KeyValuePair.Create(served.Name, served))),
            },
            StringComparer.Ordinal));
    }
}
