using GatewayPipeline.Agent.Disk;

namespace GatewayPipeline.Agent.Reporting;

/// <summary>
/// Numbers that only go up, over restarts too. A block of them is noted on disk before the first is used, so that not
/// every report costs a write; should the disk lose that, the clock sets where the next block begins.
/// </summary>
internal sealed class ReportSerials(StateFile<SerialState> file, TimeProvider time)
{
    private const long Block = 100_000;

    private long last;
    private long end;

    /// <exception cref="IOException">The disk does not take the note: no number is given out that may come again.</exception>
    public long Next()
    {
        if (last >= end)
        {
            last = Math.Max(Math.Max(last, file.Read()?.End ?? 0), time.GetUtcNow().ToUnixTimeMilliseconds());
            file.Write(new(last + Block));
            end = last + Block;
        }

        return ++last;
    }
}
