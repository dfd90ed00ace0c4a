using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GatewayPipeline.LocalCloud.Functions.Configuration;
using GatewayPipeline.LocalCloud.Processes;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.LocalCloud.Functions.Handler;

/// <summary>One life of the handler: its process, the port that it was told, and the last that it complained of.
/// </summary>
internal sealed class HandlerProcess : IAsyncDisposable
{
    private const int LinesKept = 3;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly ChildProgram program;
    private readonly Queue<string> complaints;

    private HandlerProcess(ChildProgram program, Uri address, Queue<string> complaints) =>
        (this.program, Address, this.complaints) = (program, address, complaints);

    public Uri Address { get; }

    public int Id => program.Id;

    public Task<int> Ended => program.Ended;

    /// <summary>The last lines of its standard error, in one line.</summary>
    public string LastComplaints
    {
        get
        {
            lock (complaints)
            {
                return string.Join(" | ", complaints);
            }
        }
    }

    /// <exception cref="LocalCloudException">It cannot be started.</exception>
    public static HandlerProcess Start(
        HandlerSettings handler, AppSettings settings, string appFolder, ILogger logger, TimeSpan grace)
    {
        var port = FreePort();
        var number = port.ToString(CultureInfo.InvariantCulture);
        var worker = Guid.NewGuid().ToString();
        var start = new System.Diagnostics.ProcessStartInfo(handler.Executable, handler.Arguments)
        {
            WorkingDirectory = handler.WorkingDirectory,
        };
        foreach (var (name, value) in settings.Given)
        {
            start.Environment[name] = value;
        }

        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = number;
        start.Environment["FUNCTIONS_HTTPWORKER_PORT"] = number;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = worker;
        start.Environment["FUNCTIONS_HTTPWORKER_ID"] = worker;
        start.Environment["FUNCTIONS_APP_ROOT_PATH"] = appFolder;
        var complaints = new Queue<string>();

        return new(
            ChildProgram.Start(
                start, line => Log.Output(logger, line), line => TakeError(line, complaints, logger), grace),
            new($"http://127.0.0.1:{number}/"),
            complaints);
    }

    /// <summary>Asks until it answers, whatever it answers. False: it has ended, or the time is over.</summary>
    public async Task<bool> BecomesReadyAsync(HttpClient client, TimeSpan limit, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(limit);
        while (!Ended.IsCompleted && !ending.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.GetAsync(
                    Address, HttpCompletionOption.ResponseHeadersRead, ending.Token);

                return true;
            }
            catch (HttpRequestException)
            {
                await Task.WhenAny(Ended, Task.Delay(PollInterval, CancellationToken.None));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return false;
            }
        }

        cancellation.ThrowIfCancellationRequested();

        return false;
    }

    public Task StopAsync() => program.StopAsync();

    public ValueTask DisposeAsync() => program.DisposeAsync();

    // A port that is told to somebody else can be lost to a third until it is opened; the handler then crashes, and the
    // next life has another port.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // As the host reads a custom handler's standard error: all of it is errors, but what speaks of a warning.
    private static void TakeError(string line, Queue<string> complaints, ILogger logger)
    {
        if (line.Contains("warn", StringComparison.OrdinalIgnoreCase))
        {
            Log.Warning(logger, line);

            return;
        }

        Log.Error(logger, line);
        lock (complaints)
        {
            complaints.Enqueue(line);
            if (complaints.Count > LinesKept)
            {
                complaints.Dequeue();
            }
        }
    }
}
