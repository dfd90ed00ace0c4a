namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// The order that settles every conflict between objects: creation time, then name, then namespace. An object without a
/// creation time counts as older than any other. File names play no part.
/// </summary>
internal static class ManifestOrder
{
    public static IOrderedEnumerable<T> OldestFirst<T>(this IEnumerable<T> symbols, Func<T, ManifestObject> source) => symbols
        .OrderBy(symbol => source(symbol).CreationTimestamp ?? DateTimeOffset.MinValue)
        .ThenBy(symbol => source(symbol).Name, StringComparer.Ordinal)
        .ThenBy(symbol => source(symbol).Namespace, StringComparer.Ordinal);
}
