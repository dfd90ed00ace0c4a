namespace GatewayPipeline.LocalCloud.Functions;

/// <summary>What happened in a local host, as it happens: for timelines and for tests.</summary>
public abstract record HostObservation(DateTimeOffset At)
{
    /// <summary>The handler was started; it listens as soon as <see cref="HandlerReady"/> follows.</summary>
    public sealed record HandlerStarted(DateTimeOffset At, int ProcessId) : HostObservation(At);

    public sealed record HandlerReady(DateTimeOffset At, int ProcessId) : HostObservation(At);

    public sealed record HandlerEnded(DateTimeOffset At, int ProcessId, int ExitCode) : HostObservation(At);

    public sealed record InvocationStarted(DateTimeOffset At, Guid InvocationId, string Function) : HostObservation(At);

    /// <summary>A line that an invocation wants to be logged.</summary>
    public sealed record InvocationLogged(DateTimeOffset At, Guid InvocationId, string Function, string Line)
        : HostObservation(At);

    /// <param name="At">When it ended.</param>
    /// <param name="InvocationId">As in <see cref="InvocationStarted"/>.</param>
    /// <param name="Function">The function's name.</param>
    /// <param name="Failure">Why it failed; null if it did not.</param>
    public sealed record InvocationEnded(DateTimeOffset At, Guid InvocationId, string Function, string? Failure)
        : HostObservation(At);

    /// <summary>A function waits for its timer, which is due then.</summary>
    public sealed record TimerWaits(DateTimeOffset At, string Function, DateTimeOffset Due) : HostObservation(At);

    /// <summary>A message was given up and lies in the poison queue now.</summary>
    public sealed record MessagePoisoned(DateTimeOffset At, string Queue, string MessageId) : HostObservation(At);
}
