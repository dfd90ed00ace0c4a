using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Says when something under a folder changed. A burst of events, as an editor's atomic save makes them, is one
/// change; a look at all times and sizes every few seconds finds what the operating system's events missed.
/// </summary>
internal sealed class FolderWatcher : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestBurst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RescanInterval = TimeSpan.FromSeconds(3);

    private readonly Channel<long> events =
        Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly string root;
    private readonly FileSystemWatcher watcher;
    private int fingerprint;

    /// <summary>Watches from now on, also before anybody asks what changed.</summary>
    public FolderWatcher(string folder)
    {
        root = Path.GetFullPath(folder);
        watcher = new(root)
        {
            IncludeSubdirectories = true,
            InternalBufferSize = 64 * 1024,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName
                | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Created += (_, change) => Tell(change.FullPath);
        watcher.Changed += (_, change) => Tell(change.FullPath);
        watcher.Deleted += (_, change) => Tell(change.FullPath);
        watcher.Renamed += (_, change) => Tell(change.FullPath);
        watcher.Error += (_, _) => events.Writer.TryWrite(Stopwatch.GetTimestamp());
        watcher.EnableRaisingEvents = true;
        fingerprint = Fingerprint();
    }

    /// <summary>Each value is the <see cref="Stopwatch"/> time of the first event of a change.</summary>
    public async IAsyncEnumerable<long> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var first = await NextAsync(events.Reader, cancellation);
            if (first is { } started)
            {
                await SettleAsync(events.Reader, started, cancellation);
            }

            var now = Fingerprint();
            if (first is not null || now != fingerprint)
            {
                fingerprint = now;

                yield return first ?? Stopwatch.GetTimestamp();
            }
        }
    }

    public void Dispose() => watcher.Dispose();

    private void Tell(string path)
    {
        if (!IsHidden(Path.GetRelativePath(root, path)))
        {
            events.Writer.TryWrite(Stopwatch.GetTimestamp());
        }
    }

    private static async Task<long?> NextAsync(ChannelReader<long> events, CancellationToken cancellation)
    {
        using var rescan = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        rescan.CancelAfter(RescanInterval);
        try
        {
            return await events.ReadAsync(rescan.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task SettleAsync(ChannelReader<long> events, long started, CancellationToken cancellation)
    {
        do
        {
            events.TryRead(out _);
            await Task.Delay(Quiet, cancellation);
        }
        while (events.TryPeek(out _) && Stopwatch.GetElapsedTime(started) < LongestBurst);
    }

    // Hidden files and folders are no manifests; only the lists of what to ignore and what to accept count.
    private static bool IsHidden(string relative) =>
        relative.Split(Path.DirectorySeparatorChar)
            .Any(part => part is ['.', _, ..] and not (".." or ".gwpignore" or ".gwpsuppress"));

    private int Fingerprint()
    {
        var hash = new HashCode();
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        try
        {
            foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", options)
                .Where(file => !IsHidden(Path.GetRelativePath(root, file.FullName)))
                .OrderBy(file => file.FullName, StringComparer.Ordinal))
            {
                hash.Add(file.FullName, StringComparer.Ordinal);
                hash.Add(file.LastWriteTimeUtc);
                hash.Add(file.Length);
            }
        }
        catch (IOException)
        {
            // A folder that vanishes while it is read: the next look sees what became of it.
        }

        return hash.ToHashCode();
    }
}
