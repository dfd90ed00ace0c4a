using System.Collections.Immutable;
using System.Security.Cryptography;
using GatewayPipeline.Bundles;
using GatewayPipeline.Discovery;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Agent.Ads;

/// <summary>
/// One resource as it goes over the stream. Its version is the digest of its bytes, so a restart costs nothing.
/// </summary>
internal sealed record ServedResource(string Name, string Version, Any Body)
{
    public static ServedResource From(XdsResource resource) => new(
        resource.Name,
        Convert.ToHexStringLower(SHA256.HashData(resource.Value.Span)),
        new Any { TypeUrl = resource.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(resource.Value) });

    public Resource ToMessage() => new() { Name = Name, Version = Version, Resource_ = Body };
}

/// <summary>All that is on offer of one type, under the digest of the bundle that it came from.</summary>
internal sealed record ResourceSet(
    string TypeUrl, string SystemVersion, ImmutableSortedDictionary<string, ServedResource> Resources)
{
    private static readonly ImmutableSortedDictionary<string, ServedResource> Nothing =
        ImmutableSortedDictionary.Create<string, ServedResource>(StringComparer.Ordinal);

    public static ResourceSet Empty(string typeUrl) => new(typeUrl, "", Nothing);

    /// <summary>This set and what it lacks of <paramref name="other"/>: on a common name, this set wins.</summary>
    public ResourceSet Over(ResourceSet other) =>
        this with { Resources = other.Resources.SetItems(Resources) };

    public bool HasSameContent(ResourceSet other) =>
        Resources.Count == other.Resources.Count
        && Resources.All(pair =>
            other.Resources.TryGetValue(pair.Key, out var theirs) && theirs.Version == pair.Value.Version);
}
