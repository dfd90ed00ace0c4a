using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>The paths that have to stay, each with the first reason that was found.</summary>
internal sealed class KeptObjects
{
    private readonly Dictionary<string, string> reasons = new(StringComparer.Ordinal);

    public void Keep(string path, string reason) => reasons.TryAdd(path, reason);

    public void Keep(BundleDigest blob, string reason) => Keep(StoreLayout.Blob(blob), reason);

    public string? ReasonFor(string path) => reasons.GetValueOrDefault(path);
}
