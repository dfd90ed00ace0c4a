using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>How long a publisher may keep others of its channel waiting, and how long it waits itself.</summary>
public sealed record LeaseTerms
{
    public static LeaseTerms Default { get; } = new();

    /// <summary>After this the lease of a publisher that has died counts for nothing.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After this it goes on without a lease.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>
/// Whose turn it is to compile for a channel. It saves work and guards nothing: two that hold it at once both compile,
/// and the head's compare-and-swap decides between them.
/// </summary>
internal sealed class ChannelLease(
    IStoreReader reader, IStoreWriter writer, string channel, TimeProvider time, LeaseTerms terms)
{
    private const int LargestSize = 4096;
    private const int ShortestPauseMilliseconds = 5;
    private const int LongestPauseMilliseconds = 250;

    // A lease that ended so long ago by our clock has ended by every clock.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

    private readonly string path = StoreLayout.Lease(channel);
    private readonly string owner = Guid.NewGuid().ToString("N");
    private string? etag;

    // Which lease of another was seen, and since when: how long it lasts is measured here, so clocks need not agree.
    private (string? ETag, long Since) seen;

    public bool IsHeld => etag is not null;

    /// <summary>True: at once. False: others were first, so what they did has to be looked at again.</summary>
    public async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            if (await TryTakeAsync(cancellation))
            {
                return attempt == 0;
            }

            if (time.GetElapsedTime(began) > terms.LongestWait)
            {
                return false;
            }

            var longest = Math.Min(LongestPauseMilliseconds, ShortestPauseMilliseconds << Math.Min(attempt, 8));
            await Task.Delay(
                TimeSpan.FromMilliseconds(Random.Shared.Next(ShortestPauseMilliseconds, longest + 1)), time, cancellation);
        }
    }

    /// <summary>Gives the next one its turn. What fails here ends by itself.</summary>
    public async Task ReleaseAsync()
    {
        if (etag is null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(ReleasePatience, time);
        try
        {
            await WriteAsync(TimeSpan.Zero, etag, patience.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The lease runs out.
        }

        etag = null;
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellation)
    {
        var (lease, found) = await reader.GetAsync(path, null, LargestSize, cancellation) switch
        {
            StoreRead.Found read => (Parse(read.Content), read.ETag),
            _ => (null, null),
        };
        if (found != seen.ETag)
        {
            seen = (found, time.GetTimestamp());
        }

        if (lease is not null && !HasEnded(lease))
        {
            return false;
        }

        etag = await WriteAsync(terms.Duration, found, cancellation);

        return IsHeld;
    }

    private bool HasEnded(LeaseRecord lease)
    {
        var duration = lease.Until - lease.TakenAt;

        return duration <= TimeSpan.Zero
            || time.GetElapsedTime(seen.Since) > Shorter(duration, terms.LongestWait)
            || time.GetUtcNow() > lease.Until + ClockSkew;
    }

    private async Task<string?> WriteAsync(TimeSpan duration, string? expected, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var lease = new LeaseRecord(owner, now, now + duration);
        var content = JsonSerializer.SerializeToUtf8Bytes(lease, LeaseJson.Default.LeaseRecord);

        return await writer.ReplaceAsync(path, content, expected, cancellation) is StoreWrite.Written written
            ? written.ETag
            : null;
    }

    // What nobody can read holds nobody up.
    private static LeaseRecord? Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content.Span, LeaseJson.Default.LeaseRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

internal sealed record LeaseRecord(string Owner, DateTimeOffset TakenAt, DateTimeOffset Until);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LeaseRecord))]
internal sealed partial class LeaseJson : JsonSerializerContext;
