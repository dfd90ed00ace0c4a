using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// Two paths that differ only in case are one file on some machines: what was reviewed there is not what would be
/// compiled here. The first in ordinal order stays, the others are refused; of one path that is there twice, both.
/// </summary>
internal static class PathCollisions
{
    public static IReadOnlyList<Manifest> Refuse(IReadOnlyList<Manifest> manifests)
    {
        var sets = manifests.GroupBy(manifest => manifest.Path, StringComparer.OrdinalIgnoreCase).ToList();

        return sets.Count == manifests.Count ? manifests : [.. sets.SelectMany(RefuseLater)];
    }

    private static IEnumerable<Manifest> RefuseLater(IEnumerable<Manifest> colliding)
    {
        string? first = null;
        foreach (var same in colliding
            .GroupBy(manifest => manifest.Path, StringComparer.Ordinal)
            .OrderBy(same => same.Key, StringComparer.Ordinal))
        {
            first ??= same.Key;
            yield return same.Key == first && !same.Skip(1).Any()
                ? same.First()
                : same.FirstOrDefault(manifest => manifest is Manifest.Unreadable { Reason: UnreadableReason.OddName })
                    ?? new Manifest.Unreadable(same.Key, UnreadableReason.Collision, first);
        }
    }
}
