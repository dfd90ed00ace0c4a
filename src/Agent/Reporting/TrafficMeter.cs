using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Status;
using GatewayPipeline.Bundles.Reports;

namespace GatewayPipeline.Agent.Reporting;

/// <summary>
/// How many requests Envoy answered lately, and how many of them with a 5xx: always under one bundle, and over minutes
/// that other gateways report as well, so that the two can be compared.
/// </summary>
internal sealed class TrafficMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly List<(DateTimeOffset At, EnvoyCounters Counters)> samples = [];
    private (long Sequence, DateTimeOffset ActivatedAt)? measured;
    private TimeSpan lastUptime;

    /// <summary>When Envoy began anew under the bundle that is in effect.</summary>
    public DateTimeOffset? RestartedAt { get; private set; }

    public ReportedTraffic? Traffic =>
        samples is [var first, .., var last]
            ? new(
                first.At, last.At, last.Counters.Requests - first.Counters.Requests,
                last.Counters.Failures - first.Counters.Failures)
            : null;

    /// <param name="counters">Null: Envoy could not be asked.</param>
    public void Add(EnvoyCounters? counters, ActiveBundle? active)
    {
        var now = time.GetUtcNow();
        var current = active is null ? ((long, DateTimeOffset)?)null : (active.Sequence, active.ActivatedAt);
        if (current != measured)
        {
            measured = current;
            RestartedAt = null;
            samples.Clear();
        }
        else if (counters is not null && counters.Uptime < lastUptime)
        {
            RestartedAt = now - counters.Uptime;
            samples.Clear();
        }

        if (counters is null)
        {
            return;
        }

        lastUptime = counters.Uptime;
        samples.Add((now, counters));
        samples.RemoveAll(sample => now - sample.At > Window);
    }
}
