namespace GatewayPipeline.Agent;

/// <summary>
/// How often the agent does things, and how it slows down when they fail. Random, so that gateways never march in step.
/// </summary>
internal sealed class Pace(TimeSpan poll, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPollPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAttemptPause = TimeSpan.FromMinutes(1);

    private int pollFailures;
    private int attemptFailures;

    /// <summary>A timestamp of the clock: when to look at the channel next.</summary>
    public long NextPoll { get; private set; } = time.GetTimestamp();

    /// <summary>When to try a bundle again; null when there is nothing to try.</summary>
    public long? NextAttempt { get; private set; }

    public bool IsPollDue => time.GetTimestamp() >= NextPoll;

    public bool IsAttemptDue => NextAttempt is { } next && time.GetTimestamp() >= next;

    public void PollSucceeded()
    {
        pollFailures = 0;
        NextPoll = After(poll * (0.8 + (0.4 * Random.Shared.NextDouble())));
    }

    public void PollFailed() => NextPoll = After(Backoff(ref pollFailures, LongestPollPause));

    /// <summary>There is something new to try.</summary>
    public void AttemptNow()
    {
        attemptFailures = 0;
        NextAttempt = time.GetTimestamp();
    }

    public void AttemptFailed() => NextAttempt = After(Backoff(ref attemptFailures, LongestAttemptPause));

    public void AttemptEnded()
    {
        attemptFailures = 0;
        NextAttempt = null;
    }

    /// <summary>Waits until something is due, or until <paramref name="change"/> ends.</summary>
    public async Task PauseAsync(Task change, CancellationToken cancellation)
    {
        var next = Math.Min(NextPoll, NextAttempt ?? long.MaxValue);
        var now = time.GetTimestamp();
        if (next > now)
        {
            await change.WaitAsync(time.GetElapsedTime(now, next), time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    // Full jitter: anything between nothing and the bound, which doubles with each failure in a row.
    private static TimeSpan Backoff(ref int failures, TimeSpan longest)
    {
        const int mostDoublings = 16;
        var bound = Math.Min(
            longest.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(failures++, mostDoublings)));

        return TimeSpan.FromMilliseconds(bound * Random.Shared.NextDouble());
    }

    private long After(TimeSpan pause) => time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
}
