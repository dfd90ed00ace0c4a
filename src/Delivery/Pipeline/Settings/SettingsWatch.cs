using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>What is in effect, and what is wrong with what is not.</summary>
/// <param name="Settings">Null: there never were good ones.</param>
/// <param name="Version">Goes up each time that others come into effect.</param>
/// <param name="Problem">Why the newest document is not in effect; null: it is.</param>
public sealed record SettingsState(PipelineSettings? Settings, int Version, string? Problem);

/// <summary>
/// Keeps the settings of a document that is looked at again after a while: changed settings come into effect without a
/// restart, and bad ones leave the last good ones in effect.
/// </summary>
public sealed class SettingsWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IntervalWithoutGood = TimeSpan.FromSeconds(2);

    private readonly IStoreReader reader;
    private readonly string name;
    private readonly string address;
    private readonly ImmutableArray<string> hosts;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim turn = new(1, 1);

    private volatile SettingsState state = new(Settings: null, Version: 0, "they have not been read yet");
    private string? etag;
    private long? lookedAt;

    private SettingsWatch(
        IStoreReader reader, string name, string address, ImmutableArray<string> hosts, TimeProvider time) =>
        (this.reader, this.name, this.address, this.hosts, this.time) = (reader, name, address, hosts, time);

    /// <param name="place">A file's path, or the address of a document on a web server or in blob storage.</param>
    /// <param name="environment">Where what opens a container may be.</param>
    /// <exception cref="ArgumentException">It is no such place; the message says why.</exception>
    public static SettingsWatch Open(
        string place, ImmutableArray<string> hosts, Func<string, string?> environment, TimeProvider time)
    {
        // They pin the root that all trust comes from.
        if (Uri.TryCreate(place, UriKind.Absolute, out var address) && address is { IsLoopback: false, Scheme: "http" })
        {
            throw new ArgumentException("Settings are not read from where others can change them on the way: use https://.", nameof(place));
        }

        var (store, name) = Split(place);
        try
        {
            StorePath.Checked(name);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException($"The settings '{store}' need a document's name behind the folder.", nameof(place));
        }

        return StoreAddress.OpenForReading(store, environment) switch
        {
            StoreOpening.Opened opened => new(opened.Reader, name, place.Split('?')[0], hosts, time),
            StoreOpening.Refused refused => throw new ArgumentException(
                $"The settings cannot be read: {refused.Reason}", nameof(place)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>What is in effect now, after a look at the document if one is due.</summary>
    public async Task<SettingsState> GetAsync(CancellationToken cancellation)
    {
        if (!IsDue)
        {
            return state;
        }

        // Whoever has something to work with does not wait for another's look.
        var patience = state.Settings is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero;
        if (!await turn.WaitAsync(patience, cancellation))
        {
            return state;
        }

        try
        {
            if (IsDue)
            {
                state = await LookAsync(cancellation);
                lookedAt = time.GetTimestamp();
            }

            return state;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private bool IsDue => lookedAt is not { } before
        || time.GetElapsedTime(before) >= (state.Settings is null ? IntervalWithoutGood : Interval);

    private async Task<SettingsState> LookAsync(CancellationToken cancellation)
    {
        try
        {
            return await reader.GetAsync(name, etag, SettingsReader.MostBytes, cancellation) switch
            {
                StoreRead.Found found => Judge(found),
                StoreRead.NotModified => state,
                StoreRead.Missing => Keep("there is no such document"),
                StoreRead.TooLarge large => Keep($"it has more than {large.Limit} bytes"),
                _ => throw new UnreachableException(),
            };
        }
        catch (IOException exception)
        {
            return Keep(exception.Message);
        }
    }

    private SettingsState Judge(StoreRead.Found found)
    {
        etag = found.ETag;

        return SettingsReader.Read(found.Content.Span, hosts) switch
        {
            SettingsReading.Read read => new(read.Settings, state.Version + 1, Problem: null),
            SettingsReading.Refused refused => Keep(string.Concat(refused.Problems.Select(problem => $"\n  {problem}"))),
            _ => throw new UnreachableException(),
        };
    }

    private SettingsState Keep(string problem) => state with { Problem = $"{address}: {problem}" };

    private static (string Store, string Name) Split(string place)
    {
        if (!place.Contains("://", StringComparison.Ordinal))
        {
            var file = Path.GetFullPath(place);

            return (Path.GetDirectoryName(file) ?? "/", Path.GetFileName(file));
        }

        var (path, query) = place.Split('?', 2) is [var first, var second] ? (first, $"?{second}") : (place, "");
        var end = path.LastIndexOf('/');

        return (path[..end] + query, path[(end + 1)..]);
    }
}
