namespace GatewayPipeline.Delivery.Retention;

/// <summary>What is kept though no head names it.</summary>
public sealed record RetentionPolicy
{
    public static readonly RetentionPolicy Default = new();

    /// <summary>So many of the newest releases of each channel.</summary>
    public int Releases { get; init; } = 50;

    /// <summary>Releases, and what belongs to none, for so long.</summary>
    public TimeSpan ReleaseAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>What a gateway reported to run, for so long after the report.</summary>
    public TimeSpan ReportAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Whatever was written within this time: a publication that is under way has not named it yet. None takes longer.
    /// </summary>
    public TimeSpan Young { get; init; } = TimeSpan.FromDays(7);

    /// <summary>From the first time that an object is found unnamed until it may be removed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(1);
}
