namespace GatewayPipeline.LocalCloud.Functions.Queues;

/// <summary>
/// How long an empty queue is left alone: from a tenth of a second it doubles, within a fifth more or less, up to
/// <c>maxPollingInterval</c>.
/// </summary>
internal sealed class PollingDelay(TimeSpan most)
{
    private const double Spread = 0.2;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    private int doublings = -1;

    public TimeSpan Next(bool foundMessages)
    {
        if (foundMessages)
        {
            doublings = 0;

            return Smaller(Least);
        }

        doublings++;
        var added = doublings == 0
            ? TimeSpan.Zero
            : Least * Math.Pow(2, doublings - 1) * (1 - Spread + (2 * Spread * Random.Shared.NextDouble()));
        if (Least + added < most)
        {
            return Least + added;
        }

        // It has arrived, and there it stays.
        doublings--;

        return most;
    }

    private TimeSpan Smaller(TimeSpan delay) => delay < most ? delay : most;
}
