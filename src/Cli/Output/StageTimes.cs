using System.Diagnostics;
using System.Globalization;

namespace GatewayPipeline.Cli.Output;

/// <summary>Where the time of a command went, and the memory that it asked for: <c>--timings</c>.</summary>
internal sealed class StageTimes
{
    private readonly List<(string Stage, double Milliseconds, long Bytes)> ended = [];
    private string stage = "start";
    private TimeSpan began = TimeSpan.Zero;
    private long allocated;

    public void Enter(string next)
    {
        var (now, total) = (SinceStart(), GC.GetTotalAllocatedBytes());
        ended.Add((stage, (now - began).TotalMilliseconds, total - allocated));
        (stage, began, allocated) = (next, now, total);
    }

    public void WriteTo(TextWriter output)
    {
        Enter("end");
        var table = new TextTable(3, "STAGE", "MILLISECONDS", "ALLOCATED");
        foreach (var (name, milliseconds, bytes) in ended)
        {
            table.Add(name, Text($"{milliseconds:F0}"), Text($"{bytes / 1024.0 / 1024:F1} MiB"));
        }

        table.Add("all", Text($"{began.TotalMilliseconds:F0}"), Text($"{allocated / 1024.0 / 1024:F1} MiB"));
        table.WriteTo(output);
    }

    // From the start of the process: for a small tree that is the longest stage.
    private static TimeSpan SinceStart() => DateTime.Now - Process.GetCurrentProcess().StartTime;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
