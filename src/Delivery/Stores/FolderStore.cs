using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Stores;

/// <summary>
/// A store that is a folder of one machine. Writers take turns by a lock that ends with their process; readers need
/// none, since an object appears whole or not at all. What a writer that died left behind is hidden and is swept by the
/// next one.
/// </summary>
public sealed class FolderStore(string folder) : IStoreReader, IStoreLister, IStoreWriter
{
    public string Folder => folder;

    private readonly FolderReader reader = new(folder);

    // Who may write may begin: a folder that is not there is a store that is still empty.
    public Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation) =>
        !Directory.Exists(folder) && FolderReader.Resolve(folder, path) is not null
            ? Task.FromResult<StoreRead>(new StoreRead.Missing())
            : reader.GetAsync(path, unlessETag, limit, cancellation);

    public IAsyncEnumerable<StoredObject> ListObjectsAsync(string prefix, CancellationToken cancellation) =>
        List(StorePath.CheckedPrefix(prefix)).ToAsyncEnumerable();

    public Task<StoreWrite> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        ReplaceAsync(path, content, expectedETag: null, cancellation);

    public async Task<StoreWrite> ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, string? expectedETag, CancellationToken cancellation)
    {
        var file = FolderReader.Resolve(folder, path);

        // What is another version now is so whoever has the turn: most losers of a race need not wait to hear it.
        if (ETagOf(file) != expectedETag)
        {
            return new StoreWrite.Conflict();
        }

        return await LockedAsync(
            () =>
            {
                if (ETagOf(file) != expectedETag)
                {
                    return (StoreWrite)new StoreWrite.Conflict();
                }

                var parent = Path.GetDirectoryName(file) ?? folder;
                DurableFile.CreateFolder(parent);
                DurableFile.SweepLeftovers(parent);
                DurableFile.Write(file, content.Span);

                return new StoreWrite.Written(ContentETag.Of(content.Span));
            },
            cancellation);
    }

    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        DeleteUnmodifiedAsync(new(path, DateTimeOffset.MaxValue), cancellation);

    public Task<bool> DeleteUnmodifiedAsync(StoredObject listed, CancellationToken cancellation)
    {
        var file = FolderReader.Resolve(folder, listed.Path);

        return LockedAsync(
            () =>
            {
                if (!File.Exists(file))
                {
                    return true;
                }

                if (File.GetLastWriteTimeUtc(file) > listed.Modified)
                {
                    return false;
                }

                File.Delete(file);
                DurableFile.SynchronizeFolder(Path.GetDirectoryName(file) ?? folder);

                return true;
            },
            cancellation);
    }

    private async Task<T> LockedAsync<T>(Func<T> write, CancellationToken cancellation)
    {
        try
        {
            DurableFile.CreateFolder(folder);
            using var turn = await FolderLock.TakeAsync(folder, cancellation);

            return write();
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not StoreUnavailableException)
        {
            throw new StoreUnavailableException(
                $"The store {folder} cannot be written: {exception.Message}", exception);
        }
    }

    private StoredObject[] List(string prefix)
    {
        // Only the folders that can hold such a path are walked.
        var start = prefix.LastIndexOf('/') is >= 0 and var slash ? Path.Combine(folder, prefix[..slash]) : folder;
        if (!Directory.Exists(start))
        {
            return [];
        }

        try
        {
            return
            [
                .. new DirectoryInfo(start).EnumerateFiles("*", SearchOption.AllDirectories)
                    .Select(file => new StoredObject(PathOf(file), file.LastWriteTimeUtc))
                    .Where(found => found.Path.StartsWith(prefix, StringComparison.Ordinal))
                    .Where(found => found.Path.Split('/').All(part => part[0] != '.'))
                    .OrderBy(found => found.Path, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The store {folder} cannot be listed: {exception.Message}", exception);
        }
    }

    private string PathOf(FileInfo file) =>
        Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');

    private string? ETagOf(string file)
    {
        try
        {
            return ContentETag.Of(File.ReadAllBytes(file));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The store {folder} cannot be read: {exception.Message}", exception);
        }
    }
}
