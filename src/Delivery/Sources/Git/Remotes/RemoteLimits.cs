namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>What a server may cost. Whoever sends a byte now and then must come to an end too.</summary>
internal sealed record RemoteLimits
{
    private const int MiB = 1024 * 1024;

    public static RemoteLimits Default { get; } = new();

    /// <summary>Between two pieces of an answer.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For all of one operation, the waiting for another process that uses the same cache included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The list of refs.</summary>
    public int ListBytes { get; init; } = 64 * MiB;

    /// <summary>All that one fetch receives.</summary>
    public long FetchBytes { get; init; } = 2048L * MiB;
}
