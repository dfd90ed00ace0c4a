using System.Globalization;
using GatewayPipeline.LocalCloud.Functions.Configuration;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.LocalCloud.Functions.Handler;

/// <summary>
/// Keeps the handler running by the rules of the Functions host. Exit code 0: it wanted to go, and stays away. 200: it
/// is started again. Anything else is a crash: it is started again, but after three crashes that lie less than thirty
/// minutes apart each, the host gives up.
/// </summary>
internal sealed class HandlerKeeper : IAsyncDisposable
{
    private const int MostCrashes = 3;
    private const int Left = 0;
    private const int AsksForRestart = 200;
    private static readonly TimeSpan CrashWindow = TimeSpan.FromMinutes(30);

    private readonly LocalFunctionsOptions options;
    private readonly HandlerSettings handler;
    private readonly AppSettings settings;
    private readonly HttpClient client;
    private readonly CancellationTokenSource stopping = new();
    private readonly Stack<DateTimeOffset> crashes = [];
    private readonly Task keeping;
    private TaskCompletionSource<Uri> ready = NewReady();
    private TaskCompletionSource restart = NewRestart();
    private int lastReported;

    public HandlerKeeper(
        LocalFunctionsOptions options, HandlerSettings handler, AppSettings settings, HttpClient client)
    {
        (this.options, this.handler, this.settings, this.client) = (options, handler, settings, client);
        keeping = KeepAsync();
    }

    /// <summary>Completes when the host has given up, with the reason as its exception; or when it was stopped.
    /// </summary>
    public Task Ended => keeping;

    /// <summary>Where the handler listens, as soon as it does.</summary>
    /// <exception cref="LocalCloudException">It cannot be kept running.</exception>
    public async Task<Uri> AddressAsync(CancellationToken cancellation)
    {
        var waiting = Volatile.Read(ref ready).Task;
        await await Task.WhenAny(waiting, keeping).WaitAsync(cancellation);

        return waiting.IsCompletedSuccessfully
            ? await waiting
            : throw new LocalCloudException("The local host was stopped.");
    }

    /// <summary>Replaces the handler by a new one: the only way to end what an invocation does that took too long.
    /// </summary>
    public void Restart() => Volatile.Read(ref restart).TrySetResult();

    /// <summary>Asks the handler to end, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await keeping.ContinueWith(_ => { }, TaskScheduler.Default);
        stopping.Dispose();
    }

    private async Task KeepAsync()
    {
        await Task.Yield();
        var isKept = true;
        while (isKept && !stopping.IsCancellationRequested)
        {
            await using var process = HandlerProcess.Start(
                handler, settings, options.AppFolder, options.Logger, options.StopGrace);
            options.Observe(new HostObservation.HandlerStarted(Now, process.Id));
            isKept = await LiveAsync(process);
        }
    }

    /// <summary>One life of the handler; false: there is to be no other.</summary>
    private async Task<bool> LiveAsync(HandlerProcess process)
    {
        try
        {
            if (await process.BecomesReadyAsync(client, handler.InitializationTimeout, stopping.Token))
            {
                options.Observe(new HostObservation.HandlerReady(Now, process.Id));
                Volatile.Read(ref ready).TrySetResult(process.Address);
            }
            else if (!process.Ended.IsCompleted)
            {
                var seconds = handler.InitializationTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                throw new LocalCloudException(
                    $"{handler.Executable} did not answer within {seconds} s: it has to listen on the port that " +
                    $"FUNCTIONS_CUSTOMHANDLER_PORT names. {process.LastComplaints}");
            }

            var wanted = Volatile.Read(ref restart).Task;
            var first = await Task.WhenAny(process.Ended, wanted).WaitAsync(stopping.Token);
            if (first == wanted)
            {
                Volatile.Write(ref ready, NewReady());
                await process.DisposeAsync();
                Report(process, await process.Ended);

                return Again();
            }

            return await JudgeAsync(process, await process.Ended);
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync();
            Report(process, await process.Ended);

            return false;
        }
    }

    private async Task<bool> JudgeAsync(HandlerProcess process, int exitCode)
    {
        Report(process, exitCode);
        switch (exitCode)
        {
            case Left:
                Log.HandlerLeft(options.Logger);
                Volatile.Read(ref ready).TrySetResult(process.Address);
                await Volatile.Read(ref restart).Task.WaitAsync(stopping.Token);

                return Again();

            case AsksForRestart:
                Log.HandlerRestarts(options.Logger);

                return Again();

            default:
                Log.HandlerCrashed(options.Logger, exitCode);
                RememberCrash();

                return crashes.Count < MostCrashes ? Again() : throw new LocalCloudException(
                    string.Create(CultureInfo.InvariantCulture, $"{handler.Executable} crashed {MostCrashes} times, ") +
                    string.Create(CultureInfo.InvariantCulture, $"the last time with exit code {exitCode}: ") +
                    process.LastComplaints);
        }
    }

    private void Report(HandlerProcess process, int exitCode)
    {
        if (lastReported != process.Id)
        {
            lastReported = process.Id;
            options.Observe(new HostObservation.HandlerEnded(Now, process.Id, exitCode));
        }
    }

    private bool Again()
    {
        if (Volatile.Read(ref ready).Task.IsCompleted)
        {
            Volatile.Write(ref ready, NewReady());
        }

        Volatile.Write(ref restart, NewRestart());

        return true;
    }

    private void RememberCrash()
    {
        if (crashes.TryPeek(out var last) && Now - last > CrashWindow)
        {
            crashes.Clear();
        }

        crashes.Push(Now);
    }

    private DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    private static TaskCompletionSource<Uri> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource NewRestart() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
