using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Status;

/// <summary>Where the agent writes what it does, and where those who wait for something look.</summary>
internal sealed class StatusBoard(string gatewayId, string channel)
{
    private readonly Lock gate = new();
    private AgentStatus current = new() { GatewayId = gatewayId, Channel = channel };
    private TaskCompletionSource change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentStatus Current
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    /// <summary>Ends when anything was written after it was asked for.</summary>
    public Task NextChange
    {
        get
        {
            lock (gate)
            {
                return change.Task;
            }
        }
    }

    /// <summary>What is in effect, whole; null when nothing is.</summary>
    public Bundle? ActiveBundle { get; set; }

    public void Update(Func<AgentStatus, AgentStatus> next)
    {
        TaskCompletionSource ended;
        lock (gate)
        {
            current = next(current);
            current = current with { State = StateOf(current) };
            ended = change;
            change = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        ended.SetResult();
    }

    /// <summary>Waits until a head with at least this sequence was activated or refused, or until time is up.</summary>
    public async Task<AgentStatus> AwaitAsync(
        long sequence, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            Task next;
            AgentStatus status;
            lock (gate)
            {
                next = change.Task;
                status = current;
            }

            var left = limit - time.GetElapsedTime(started);
            if (IsDecided(status, sequence) || left <= TimeSpan.Zero)
            {
                return status;
            }

            await next.WaitAsync(left, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static bool IsDecided(AgentStatus status, long sequence) =>
        status.Active?.Sequence >= sequence || status.Refused.Any(refused => refused.Sequence >= sequence);

    private static AgentState StateOf(AgentStatus status)
    {
        if (status.Head is { } head && status.Active?.Sequence != head.Sequence
            && status.Refused.Any(refused => refused.Sequence == head.Sequence))
        {
            return AgentState.Refused;
        }

        return status is { Active: not null, Gateway.Connected: true } ? AgentState.Serving : AgentState.Waiting;
    }
}
