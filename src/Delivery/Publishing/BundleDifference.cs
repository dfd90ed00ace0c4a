using System.Collections.Immutable;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Where two builds of the same sources went apart.</summary>
/// <param name="File">The first file of the bundle, in its order, that is not the same.</param>
/// <param name="Resources">What is not the same in it, as <c>Cluster NAME: differs</c>, ordinal.</param>
public sealed record BundleDifference(string File, ImmutableArray<string> Resources)
{
    /// <summary>Of two bundles whose contents have different digests.</summary>
    public static BundleDifference Between(BundleIndex proposed, BundleIndex rebuilt)
    {
        var theirs = proposed.Files.ToDictionary(file => file.Path, file => file.Sha256, StringComparer.Ordinal);
        var ours = rebuilt.Files.ToDictionary(file => file.Path, file => file.Sha256, StringComparer.Ordinal);
        var file = proposed.Files.Concat(rebuilt.Files).Select(each => each.Path)
            .FirstOrDefault(path => theirs.GetValueOrDefault(path) != ours.GetValueOrDefault(path));

        // The index speaks of the other files, of totals, and of what the gateway has to have.
        return new(file ?? "index.json", Compare(ByName(proposed), ByName(rebuilt)));
    }

    private static ImmutableArray<string> Compare(
        Dictionary<string, string> proposed, Dictionary<string, string> rebuilt) =>
    [
        .. proposed.Keys.Union(rebuilt.Keys, StringComparer.Ordinal)
            .Where(name => proposed.GetValueOrDefault(name) != rebuilt.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal)
            .Select(name =>
                !rebuilt.ContainsKey(name) ? $"{name}: only in the proposal"
                : !proposed.ContainsKey(name) ? $"{name}: only in this build"
                : $"{name}: differs"),
    ];

    private static Dictionary<string, string> ByName(BundleIndex index) => index.Resources.ToDictionary(
        resource => $"{resource.TypeUrl[(resource.TypeUrl.LastIndexOf('.') + 1)..]} {resource.Name}",
        resource => resource.Sha256,
        StringComparer.Ordinal);
}
