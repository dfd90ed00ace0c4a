namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>Time that passes when somebody waits for it, and only then.</summary>
internal sealed class InstantTime : TimeProvider
{
    private readonly Lock turn = new();
    private DateTimeOffset now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public TimeSpan Waited { get; private set; }

    public override DateTimeOffset GetUtcNow()
    {
        lock (turn)
        {
            return now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (turn)
        {
            if (dueTime > TimeSpan.Zero)
            {
                now += dueTime;
                Waited += dueTime;
            }
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
