using System.Globalization;

namespace GatewayPipeline.Agent.Activating;

/// <summary>What an Envoy counted since it began: requests that it answered, and those that it answered with a 5xx.</summary>
internal sealed record EnvoyCounters(long Requests, long Failures, TimeSpan Uptime)
{
    /// <param name="stats">Lines as "http.inbound.downstream_rq_5xx: 0".</param>
    /// <param name="passedOver">What the names of counters begin with that are none of clients' requests.</param>
    /// <returns>Null if there is no uptime: that is no answer.</returns>
    public static EnvoyCounters? Read(string stats, string passedOver)
    {
        long requests = 0;
        long failures = 0;
        TimeSpan? uptime = null;
        foreach (var line in stats.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith(passedOver, StringComparison.Ordinal)
                || line.LastIndexOf(": ", StringComparison.Ordinal) is not (> 0 and var colon)
                || !long.TryParse(line.AsSpan(colon + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                continue;
            }

            var name = line.AsSpan(..colon);
            if (name.EndsWith(".downstream_rq_completed", StringComparison.Ordinal))
            {
                requests += count;
            }
            else if (name.EndsWith(".downstream_rq_5xx", StringComparison.Ordinal))
            {
                failures += count;
            }
            else
            {
                uptime = TimeSpan.FromSeconds(count);
            }
        }

        return uptime is { } since ? new(requests, failures, since) : null;
    }
}
