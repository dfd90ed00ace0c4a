using System.Collections.Concurrent;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>All that publishers told, in the order in which they told it.</summary>
internal sealed class RecordedEvents : IReleaseEvents
{
    private readonly ConcurrentQueue<ReleaseEvent> all = new();

    public IReadOnlyCollection<ReleaseEvent> All => all;

    public int Compilations => all.OfType<ReleaseEvent.Compiled>().Count();

    public Task HearAsync(ReleaseEvent happened, CancellationToken cancellation)
    {
        all.Enqueue(happened);

        return Task.CompletedTask;
    }
}
