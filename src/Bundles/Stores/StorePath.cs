using System.Buffers;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// The names that every kind of store can hold as they are: nothing that a file system, a URL or a container would take
/// for something else, nothing hidden, nothing outside the store.
/// </summary>
public static class StorePath
{
    private const int LongestPart = 255;
    private const int Longest = 1000;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/");

    public static string Checked(string path) =>
        path.Length is > 0 and <= Longest && !path.AsSpan().ContainsAnyExcept(Characters) && path.Split('/').All(IsPart)
            ? path
            : throw new ArgumentException($"'{path}' is no path in a store.", nameof(path));

    /// <summary>The beginning of a path, which may end anywhere.</summary>
    public static string CheckedPrefix(string prefix) =>
        prefix.Length == 0 || Checked(prefix.EndsWith('/') ? prefix[..^1] : prefix).Length > 0
            ? prefix
            : throw new ArgumentException($"'{prefix}' begins no path in a store.", nameof(prefix));

    private static bool IsPart(string part) => part.Length is > 0 and <= LongestPart && part[0] != '.' && part[^1] != '.';
}
