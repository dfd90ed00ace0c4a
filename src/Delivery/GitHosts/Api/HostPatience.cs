namespace GatewayPipeline.Delivery.GitHosts.Api;

/// <summary>How long a git host is waited for.</summary>
internal static class HostPatience
{
    public const int MostAttempts = 5;
    public const int LargestAnswer = 8 * 1024 * 1024;

    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);

    /// <summary>All pauses of one report together: whoever is told to wait longer comes back later.</summary>
    public static readonly TimeSpan Pauses = TimeSpan.FromMinutes(1);
}
