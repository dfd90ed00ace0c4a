namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>
/// Decides what happens next: always the earliest event, on one thread, so that a seed tells the whole story. Code that
/// waits goes on inside of the event that it waited for.
/// </summary>
internal sealed class Schedule
{
    private readonly PriorityQueue<Action, (DateTimeOffset, long)> events = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long added;

    public DateTimeOffset Now { get; private set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void After(TimeSpan delay, Action action) => events.Enqueue(action, (Now + delay, added++));

    /// <exception cref="InvalidOperationException">Something left the schedule: then no seed repeats anything.</exception>
    public void Guard()
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            throw new InvalidOperationException("Something runs on a thread of its own, outside of the schedule.");
        }
    }

    public void RunUntil(DateTimeOffset end)
    {
        Guard();
        while (events.TryPeek(out var next, out var due) && due.Item1 <= end)
        {
            events.Dequeue();
            Now = due.Item1;
            next();
        }

        Now = end;
    }
}
