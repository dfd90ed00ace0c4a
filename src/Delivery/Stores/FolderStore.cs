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

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) =>
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

    public async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        var file = FolderReader.Resolve(folder, path);
        await LockedAsync(
            () =>
            {
                if (File.Exists(file))
                {
                    File.Delete(file);
                    DurableFile.SynchronizeFolder(Path.GetDirectoryName(file) ?? folder);
                }

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

    private string[] List(string prefix)
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
                .. Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
                    .Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
                    .Where(path => path.Split('/').All(part => part[0] != '.'))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The store {folder} cannot be listed: {exception.Message}", exception);
        }
    }

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
