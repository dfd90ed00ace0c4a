namespace GatewayPipeline.Delivery.Secrets;

/// <summary>A file that holds what only its owner may know.</summary>
internal static class PrivateFile
{
    public const int LargestSize = 64 * 1024;

    private const UnixFileMode OthersRights =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Why it is not to be used as it lies there; null if it is.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public static string? Objection(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersRights) != 0
            ? $"{path} can be read or written by others than its owner. Run: chmod 600 '{path}'"
        : new FileInfo(path).Length > LargestSize ? $"{path} is too large to be a key or a secret"
        : null;
}
