using System.Globalization;
using System.Text.Json.Nodes;
using Azure;
using GatewayPipeline.LocalCloud.Functions.Configuration;
using GatewayPipeline.LocalCloud.Functions.Invocations;

namespace GatewayPipeline.LocalCloud.Functions.Timers;

/// <summary>
/// Runs a function whenever its timer is due, never twice at once. If the host was away when it was due, the function
/// runs once when the host starts, and is told that it is past due.
/// </summary>
internal sealed class TimerListener(
    LocalFunctionsOptions options, FunctionDefinition function, Trigger.Timer trigger, Invoker invoker,
    TimerStatusBlob blob)
{
    // A timer of .NET cannot wait for longer than some weeks.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    /// <summary>Runs until the first is cancelled, and waits then for what is under way, which the second ends.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken ending)
    {
        try
        {
            var status = await StartAsync(stopping, ending);
            while (true)
            {
                options.Observe(new HostObservation.TimerWaits(Now, function.Name, status.Next));
                await UntilAsync(status.Next, stopping);
                status = await InvokeAsync(status, Now, isPastDue: false, ending);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host is being stopped.
        }
    }

    private DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    /// <summary>What is remembered, and made up for if it is due already.</summary>
    private async Task<TimerStatus> StartAsync(CancellationToken stopping, CancellationToken ending)
    {
        var now = Now;
        var status = trigger.UseMonitor ? await RecallAsync(now, stopping) : Fresh(now);
        if (now > status.Next)
        {
            return await InvokeAsync(status, now, isPastDue: true, ending);
        }

        return trigger.RunOnStartup ? await InvokeAsync(status, now, isPastDue: false, ending) : status;
    }

    private async Task<TimerStatus> RecallAsync(DateTimeOffset now, CancellationToken stopping)
    {
        if (await blob.ReadAsync(stopping) is not { } known)
        {
            return await RememberAsync(Fresh(now), stopping);
        }

        // The schedule was changed meanwhile: then the new one holds, and nothing of it was missed.
        var from = known.Last > DateTimeOffset.MinValue ? known.Last : known.LastUpdated;
        var expected = NextAfter(from);
        if (known.Next != expected)
        {
            return await RememberAsync(
                now > expected ? Fresh(now) : new(DateTimeOffset.MinValue, expected, from), stopping);
        }

        return known;
    }

    private TimerStatus Fresh(DateTimeOffset now) => new(DateTimeOffset.MinValue, NextAfter(now), now);

    private DateTimeOffset NextAfter(DateTimeOffset time) =>
        new(trigger.Schedule.GetNextOccurrence(time.UtcDateTime), TimeSpan.Zero);

    private async Task UntilAsync(DateTimeOffset due, CancellationToken stopping)
    {
        while (due - Now is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, options.TimeProvider, stopping);
        }
    }

    private async Task<TimerStatus> InvokeAsync(
        TimerStatus status, DateTimeOffset at, bool isPastDue, CancellationToken ending)
    {
        var value = new JsonObject
        {
            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
            ["ScheduleStatus"] = trigger.UseMonitor ? AsJson(status) : null,
            ["IsPastDue"] = isPastDue,
        };
        await invoker.InvokeAsync(function, value, InvocationMetadata.For(function.Name, at), ending);

        var next = new TimerStatus(at, NextAfter(at), at);

        return trigger.UseMonitor ? await RememberAsync(next, ending) : next;
    }

    private async Task<TimerStatus> RememberAsync(TimerStatus status, CancellationToken stopping)
    {
        try
        {
            await blob.WriteAsync(status, stopping);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            Log.TimerStatusLost(options.Logger, function.Name, exception.Message);
        }

        return status;
    }

    private static JsonObject AsJson(TimerStatus status) => new()
    {
        ["Last"] = Written(status.Last),
        ["Next"] = Written(status.Next),
        ["LastUpdated"] = Written(status.LastUpdated),
    };

    private static string Written(DateTimeOffset time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
