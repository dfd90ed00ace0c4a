using System.Diagnostics;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Keeps a child running: one that dies is reported and started again, one that dies again and again ends the
/// session.
/// </summary>
internal sealed class SupervisedChild : IAsyncDisposable
{
    private const int MostDeaths = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    // Ctrl-C reaches the whole group: a child that ends with us has not died.
    private static readonly TimeSpan TogetherWithUs = TimeSpan.FromMilliseconds(300);

    private readonly Func<ChildProcess> start;
    private readonly Action<string> report;
    private readonly Action<BrokenWorldException> giveUp;
    private readonly Task running;
    private readonly CancellationTokenSource ending = new();
    private readonly Queue<long> deaths = new();
    private ChildProcess current;

    /// <param name="start">Starts the child, the first time and each time anew.</param>
    /// <param name="report">Is told of each death.</param>
    /// <param name="giveUp">Is told that the child cannot be kept alive.</param>
    public SupervisedChild(Func<ChildProcess> start, Action<string> report, Action<BrokenWorldException> giveUp)
    {
        this.start = start;
        this.report = report;
        this.giveUp = giveUp;
        current = start();
        running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await current.DisposeAsync();
        await running;
        ending.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await current.Ended;
            if (await EndsWithUsAsync())
            {
                return;
            }

            var obituary = current.Obituary();
            deaths.Enqueue(Stopwatch.GetTimestamp());
            while (deaths.TryPeek(out var first) && Stopwatch.GetElapsedTime(first) > Window)
            {
                deaths.Dequeue();
            }

            if (deaths.Count >= MostDeaths)
            {
                giveUp(new(obituary));

                return;
            }

            report($"{obituary}\nStarting it again.");
            await current.DisposeAsync();
            current = start();
        }
    }

    private async Task<bool> EndsWithUsAsync()
    {
        try
        {
            await Task.Delay(TogetherWithUs, ending.Token);

            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
