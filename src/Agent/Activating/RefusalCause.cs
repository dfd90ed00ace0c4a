using System.Buffers;

namespace GatewayPipeline.Agent.Activating;

/// <summary>
/// Tells from a refusal's text whether the bundle is wrong or the machine is. Texts vary: only parts are matched.
/// </summary>
internal static class RefusalCause
{
    private const string InlineData = "<inline>";

    private static readonly SearchValues<string> EnvironmentTexts = SearchValues.Create(
        [
            "Address already in use",
            "Cannot assign requested address",
            "Permission denied",
            "No such file or directory",
            "does not exist",
            "No space left on device",
            "Disk quota exceeded",
            "Read-only file system",
            "Too many open files",
            "Cannot allocate memory",
            "Input/output error",
            "unable to add filesystem watch",
            "unable to open file",
            "unable to read file",
            "Invalid path:",
            "Failed to load certificate",
            "Failed to load incomplete certificate",
            "Failed to load private key",
            "Failed to load trusted CA certificates",
            "Failed to load CRL",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static bool IsEnvironment(string refusal) =>
        refusal.AsSpan().ContainsAny(EnvironmentTexts)
        && !refusal.Contains(InlineData, StringComparison.Ordinal);
}
