using System.Collections.Concurrent;
using System.Globalization;
using GatewayPipeline.LocalCloud.Processes;

namespace GatewayPipeline.LocalCloud.Emulator;

/// <summary>How the emulator is started.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The emulator's JavaScript, as <see cref="AzuriteInstallation"/> finds it.</summary>
    public required string Program { get; init; }

    /// <summary>Where it keeps what is stored; null: in memory.</summary>
    public string? Folder { get; init; }

    /// <summary>The port of blobs on the loopback interface; 0: one that the system chooses.</summary>
    public int BlobPort { get; init; }

    /// <summary>The same of queues.</summary>
    public int QueuePort { get; init; }
}

/// <summary>Azure's storage emulator with blobs and queues, for as long as we live.</summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The emulator's own, known to everybody.
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Listening = "successfully listening at ";
    private const int LinesKept = 12;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly ChildProgram program;

    private AzuriteServer(ChildProgram program, Uri blobs, Uri queues) =>
        (this.program, Blobs, Queues) = (program, OfAccount(blobs), OfAccount(queues));

    /// <summary>The address of the account's blobs: containers lie below.</summary>
    public Uri Blobs { get; }

    public Uri Queues { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint={Blobs};QueueEndpoint={Queues}";

    /// <summary>Completes with its exit code when it has ended.</summary>
    public Task<int> Ended => program.Ended;

    /// <exception cref="LocalCloudException">Node.js is missing, or the emulator does not start.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellation)
    {
        var lines = new ConcurrentQueue<string>();
        var blobs = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queues = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var program = ChildProgram.Start(
            new(NodeTools.Node, ArgumentsOf(options)),
            line =>
            {
                Keep(lines, line);
                if (AddressIn(line) is { } address)
                {
                    (line.Contains("Queue", StringComparison.Ordinal) ? queues : blobs).TrySetResult(address);
                }
            },
            line => Keep(lines, line),
            StopGrace);
        try
        {
            var both = Task.WhenAll(blobs.Task, queues.Task);
            var first = await Task.WhenAny(both, program.Ended).WaitAsync(StartLimit, cancellation);

            return first == both
                ? new(program, await blobs.Task, await queues.Task)
                : throw new LocalCloudException(
                    $"The storage emulator ended before it listened:\n  {string.Join("\n  ", lines)}");
        }
        catch (TimeoutException exception)
        {
            await program.DisposeAsync();
            throw new LocalCloudException(string.Create(CultureInfo.InvariantCulture,
                $"The storage emulator does not listen after {StartLimit.TotalSeconds} s."), exception);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await program.StopAsync();

    private static IEnumerable<string> ArgumentsOf(AzuriteOptions options) =>
    [
        options.Program,
        "--blobHost", "127.0.0.1", "--blobPort", options.BlobPort.ToString(CultureInfo.InvariantCulture),
        "--queueHost", "127.0.0.1", "--queuePort", options.QueuePort.ToString(CultureInfo.InvariantCulture),
        "--tableHost", "127.0.0.1", "--tablePort", "0",
        .. options.Folder is { } folder ? (string[])["--location", folder] : ["--inMemoryPersistence"],
        "--silent", "--disableTelemetry", "--skipApiVersionCheck",
    ];

    private static Uri? AddressIn(string line) =>
        !line.Contains("Table", StringComparison.Ordinal)
        && line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var found
            ? new(line[(found + Listening.Length)..].Trim())
            : null;

    private static Uri OfAccount(Uri service) => new($"{service.AbsoluteUri.TrimEnd('/')}/{Account}");

    private static void Keep(ConcurrentQueue<string> lines, string line)
    {
        lines.Enqueue(line);
        if (lines.Count > LinesKept)
        {
            lines.TryDequeue(out _);
        }
    }
}
