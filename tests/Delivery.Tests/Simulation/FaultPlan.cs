using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.Tests.Simulation;

internal enum Fault
{
    None,

    /// <summary>The process dies before the call reaches the store.</summary>
    CrashBefore,

    /// <summary>The process dies after the call took effect.</summary>
    CrashAfter,

    /// <summary>The call took effect, and an error is all that the caller hears.</summary>
    LostReply,

    /// <summary>The call does not reach the store.</summary>
    Unavailable,

    /// <summary>The call takes minutes to hours.</summary>
    Delay,
}

/// <summary>What goes wrong, and how often; all of it drawn from the seed.</summary>
internal sealed class FaultPlan(Random random)
{
    /// <summary>Of a thousand calls to the store, while faults last.</summary>
    private static readonly ImmutableArray<(Fault Fault, int PerThousand)> Mix =
    [
        (Fault.CrashBefore, 8), (Fault.CrashAfter, 12), (Fault.LostReply, 15), (Fault.Unavailable, 15), (Fault.Delay, 15),
    ];

    private const int OutagesPerThousand = 2;
    private static readonly TimeSpan LongestSkew = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromHours(2);

    private DateTimeOffset away;

    public static string Description =>
        $"per 1,000 store calls: {string.Join(", ", Mix.Select(each => $"{each.Fault} {each.PerThousand}"))}, "
        + $"outages of the whole store {OutagesPerThousand} (up to {LongestOutage.TotalHours} h); "
        + $"delays up to {LongestDelay.TotalHours} h; clocks wrong by up to {LongestSkew.TotalMinutes} min";

    public Random Random => random;

    public bool IsOver { get; set; }

    /// <summary>The actor's clock is ahead or behind by this.</summary>
    public TimeSpan DrawSkew() => LongestSkew * ((random.NextDouble() * 2) - 1);

    public TimeSpan DrawRestart() => DrawUpTo(TimeSpan.FromMinutes(random.Next(4) is 0 ? 300 : 1));

    public TimeSpan DrawUpTo(TimeSpan longest) => longest * random.NextDouble();

    public TimeSpan DrawLatency(Fault fault) =>
        fault is Fault.Delay ? DrawUpTo(LongestDelay) : TimeSpan.FromMilliseconds(1 + random.Next(100));

    public Fault DrawFault(DateTimeOffset now)
    {
        if (IsOver)
        {
            return Fault.None;
        }

        var drawn = random.Next(1000);
        if (now < away)
        {
            return Fault.Unavailable;
        }

        foreach (var (fault, perThousand) in Mix)
        {
            if ((drawn -= perThousand) < 0)
            {
                return fault;
            }
        }

        if ((drawn -= OutagesPerThousand) < 0)
        {
            away = now + DrawUpTo(LongestOutage);

            return Fault.Unavailable;
        }

        return Fault.None;
    }
}
