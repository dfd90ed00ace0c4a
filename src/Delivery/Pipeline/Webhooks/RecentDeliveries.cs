namespace GatewayPipeline.Delivery.Pipeline.Webhooks;

/// <summary>
/// The deliveries that were answered lately, so that the same one sent again and again costs nothing more. Only that:
/// it forgets, each process has its own, and nothing is wrong without it.
/// </summary>
internal sealed class RecentDeliveries(TimeProvider time)
{
    private const int Most = 16 * 1024;

    // Somebody who has a delivery sent again after a while wants something to happen.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly Lock access = new();
    private readonly Dictionary<(string Source, string Delivery), long> known = [];
    private readonly Queue<((string Source, string Delivery) Key, long At)> order = [];

    public bool Contains(string source, string delivery)
    {
        lock (access)
        {
            Forget();

            return known.ContainsKey((source, delivery));
        }
    }

    public void Add(string source, string delivery)
    {
        lock (access)
        {
            Forget();
            var now = time.GetTimestamp();
            if (known.TryAdd((source, delivery), now))
            {
                order.Enqueue(((source, delivery), now));
            }
        }
    }

    private void Forget()
    {
        while (order.TryPeek(out var oldest) && (order.Count >= Most || time.GetElapsedTime(oldest.At) > Memory))
        {
            order.Dequeue();
            known.Remove(oldest.Key);
        }
    }
}
