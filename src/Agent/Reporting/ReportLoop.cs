using System.Collections.Immutable;
using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Status;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Agent.Reporting;

/// <summary>
/// Reports now and then, and when something has changed. Runs beside everything else: whatever becomes of a report, the
/// gateway is served.
/// </summary>
internal sealed class ReportLoop(
    IReportSink sink, StatusBoard board, EnvoyAdmin admin, ReportSerials serials, TimeSpan interval, TimeProvider time,
    ILogger<ReportLoop> logger)
{
    // A gateway that changes all the time does not report all the time.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(5);
    private const int LongestText = 1000;
    private const int ShortText = 50;
    private const int MostRefusals = 8;

    private readonly TrafficMeter meter = new(time);
    private string? failure;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var change = board.NextChange;
            var status = board.Current;
            var said = ReportOf(status);
            await ReportAsync(cancellation);
            await PauseAsync(said, change, cancellation);
        }
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        try
        {
            meter.Add(await admin.CountAsync(cancellation), board.Current.Active);
            var serial = serials.Next();
            var report = (ReportOf(board.Current) with { Serial = serial }).ToJson();
            if (report.Length > Limits.ReportBytes)
            {
                report = (ReportOf(board.Current, ShortText) with { Serial = serial }).ToJson();
            }

            await sink.PutAsync(StoreLayout.Report(board.Current.GatewayId), report, cancellation);
            failure = null;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or HttpRequestException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            if (failure != exception.Message)
            {
                Log.NotReported(logger, exception.Message);
            }

            failure = exception.Message;
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    // The board is written at every poll; only what others would act on is worth a report of its own.
    private async Task PauseAsync(GatewayReport said, Task change, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        await Task.Delay(ShortestPause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!cancellation.IsCancellationRequested && SameNews(said, ReportOf(board.Current))
            && interval * (0.8 + (0.2 * Random.Shared.NextDouble())) - time.GetElapsedTime(started) is var left
            && left > TimeSpan.Zero)
        {
            await change.WaitAsync(left, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            change = board.NextChange;
        }
    }

    private static bool SameNews(GatewayReport one, GatewayReport other) =>
        one.State == other.State && one.Head == other.Head && one.Active == other.Active
        && one.Connected == other.Connected && one.Refused.SequenceEqual(other.Refused)
        && one.Error?.Message == other.Error?.Message;

    private GatewayReport ReportOf(AgentStatus status, int longestText = LongestText) => new()
    {
        Format = GatewayReport.CurrentFormat,
        GatewayId = status.GatewayId,
        Channel = status.Channel,
        ReportedAt = time.GetUtcNow(),
        State = StateOf(status, time.GetUtcNow()),
        AgentVersion = Refusals.AgentVersion,
        EnvoyVersion = Short(status.Gateway.Version, ShortText),
        Connected = status.Gateway.Connected,
        Head = status.Head is { } head
            ? new(head.Epoch, head.Revision, head.Sequence, head.Digest, head.Candidate)
            : null,
        Active = status.Active is { } active
            ? new(active.Epoch, active.Sequence, active.Digest, active.ActivatedAt)
            : null,
        Refused = RefusalsOf(status, longestText),
        RestartedAt = meter.RestartedAt,
        Traffic = meter.Traffic,
        Error = status.LastError is { } error ? new(Short(error.Message, longestText), error.At) : null,
    };

    // The newest say most, and a report is small.
    private static ImmutableArray<ReportedRefusal> RefusalsOf(AgentStatus status, int longestText) =>
    [
        .. status.Refused.TakeLast(MostRefusals).Select(refused =>
            new ReportedRefusal(refused.Sequence, refused.Digest, Short(refused.Reason, longestText), refused.Environment)),
    ];

    internal static GatewayState StateOf(AgentStatus status, DateTimeOffset now) => status switch
    {
        { Head: null, LastError: null } => GatewayState.Applying,
        { Head: null } => GatewayState.Stale,
        { Head: { } head } when now >= head.Expires || now - head.CheckedAt > StaleAfter => GatewayState.Stale,
        { Head: { } head } when status.Refused.Any(refused =>
            !refused.Environment && refused.Sequence == head.Sequence && refused.Digest == head.Digest) =>
            GatewayState.Rejected,
        { Head: { } head, Active: { } active, Gateway.Connected: true } when active.Sequence == head.Sequence
            && active.Epoch == head.Epoch && active.Digest == head.Digest =>
            head is { Rollout: true, Candidate: false } ? GatewayState.PendingCohort : GatewayState.InSync,
        _ => GatewayState.Applying,
    };

    private static string Short(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
