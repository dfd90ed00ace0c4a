using System.Globalization;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>What a store may not do, so that it is seen that somebody notices when it does.</summary>
[Flags]
public enum StoreDefects
{
    None = 0,

    /// <summary>Writes over whatever is there, whichever version was read.</summary>
    IgnoresETags = 1,

    /// <summary>Removes what was listed, though it was written since.</summary>
    IgnoresTimes = 2,
}

/// <summary>A store in memory that keeps to what every store keeps to, at once and by a clock of its own.</summary>
internal sealed class ModelStore(TimeProvider time, StoreDefects defects = StoreDefects.None)
    : IStoreReader, IStoreWriter, IStoreLister
{
    private readonly Lock turn = new();
    private readonly SortedDictionary<string, Version> objects = new(StringComparer.Ordinal);
    private long written;

    public Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation)
    {
        StorePath.Checked(path);
        cancellation.ThrowIfCancellationRequested();

        return Task.FromResult(Get(path, unlessETag, limit));
    }

    public Task<StoreWrite> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        ReplaceAsync(path, content, expectedETag: null, cancellation);

    public Task<StoreWrite> ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, string? expectedETag, CancellationToken cancellation)
    {
        StorePath.Checked(path);
        cancellation.ThrowIfCancellationRequested();

        return Task.FromResult(Put(path, content, expectedETag));
    }

    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        DeleteUnmodifiedAsync(new(path, DateTimeOffset.MaxValue), cancellation);

    public Task<bool> DeleteUnmodifiedAsync(StoredObject listed, CancellationToken cancellation)
    {
        StorePath.Checked(listed.Path);
        cancellation.ThrowIfCancellationRequested();

        return Task.FromResult(Delete(listed));
    }

    public IAsyncEnumerable<StoredObject> ListObjectsAsync(string prefix, CancellationToken cancellation) =>
        List(StorePath.CheckedPrefix(prefix)).ToAsyncEnumerable();

    /// <summary>The object as it lies there now; null if it does not.</summary>
    public ReadOnlyMemory<byte>? Look(string path)
    {
        lock (turn)
        {
            return objects.TryGetValue(path, out var version) ? version.Content : default(ReadOnlyMemory<byte>?);
        }
    }

    private StoreRead Get(string path, string? unlessETag, int limit)
    {
        lock (turn)
        {
            return !objects.TryGetValue(path, out var version) ? new StoreRead.Missing()
                : version.ETag == unlessETag ? new StoreRead.NotModified()
                : version.Content.Length > limit ? new StoreRead.TooLarge(limit)
                : new StoreRead.Found(version.Content, version.ETag);
        }
    }

    private StoreWrite Put(string path, ReadOnlyMemory<byte> content, string? expectedETag)
    {
        lock (turn)
        {
            var there = objects.GetValueOrDefault(path);
            var isBlind = defects.HasFlag(StoreDefects.IgnoresETags) && expectedETag is not null && there is not null;
            if (there?.ETag != expectedETag && !isBlind)
            {
                return new StoreWrite.Conflict();
            }

            var etag = string.Create(CultureInfo.InvariantCulture, $"\"0x{++written:X}\"");
            objects[path] = new(content.ToArray(), etag, time.GetUtcNow());

            return new StoreWrite.Written(etag);
        }
    }

    private bool Delete(StoredObject listed)
    {
        lock (turn)
        {
            if (objects.TryGetValue(listed.Path, out var version)
                && version.Modified > listed.Modified && !defects.HasFlag(StoreDefects.IgnoresTimes))
            {
                return false;
            }

            objects.Remove(listed.Path);

            return true;
        }
    }

    private StoredObject[] List(string prefix)
    {
        lock (turn)
        {
            return
            [
                .. objects.Where(each => each.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(each => new StoredObject(each.Key, each.Value.Modified)),
            ];
        }
    }

    private sealed record Version(ReadOnlyMemory<byte> Content, string ETag, DateTimeOffset Modified);
}
