namespace GatewayPipeline.Bundles;

/// <summary>
/// How much of what is served one release may remove, in percent of what was there: a file that empties is stopped, by
/// who publishes, and by each gateway once more.
/// </summary>
public sealed record ShrinkGuard
{
    /// <summary>What a release may remove without saying so.</summary>
    public static ShrinkGuard Default { get; } = Of(50);

    /// <summary>0 to 100; 100: all of them may go.</summary>
    public required int RemovedHostsPercent { get; init; }

    /// <summary>0 to 100; 100: all of them may go.</summary>
    public required int RemovedRoutesPercent { get; init; }

    /// <summary>The same for hosts and routes.</summary>
    public static ShrinkGuard Of(int percent) => new() { RemovedHostsPercent = percent, RemovedRoutesPercent = percent };

    /// <summary>Why the next release removes too much; null: it does not.</summary>
    public string? Refusal(SnapshotTotals former, SnapshotTotals next) =>
        Refusal("hosts", former.Hosts, next.Hosts, RemovedHostsPercent)
        ?? Refusal("routes", former.Routes, next.Routes, RemovedRoutesPercent);

    private static string? Refusal(string what, int former, int next, int percent)
    {
        var removed = (long)former - next;

        return removed * 100 > (long)former * percent
            ? $"it removes {removed} of {former} {what}, and {percent} % may go at a time"
            : null;
    }
}
