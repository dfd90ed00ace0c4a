namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Reads a store that is a folder. An object's ETag is that of its content: times and sizes of files can agree by
/// chance, and a head that was missed so would be missed until the next one.
/// </summary>
public sealed class FolderReader(string folder) : IStoreReader
{
    public Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        return Task.FromResult(Get(path, unlessETag, limit));
    }

    /// <summary>
    /// Where the object lies on disk. Nothing outside the folder can be named, and nothing hidden in it.
    /// </summary>
    public static string Resolve(string folder, string path) => Path.Combine(folder, StorePath.Checked(path));

    private StoreRead Get(string path, string? unlessETag, int limit)
    {
        var file = Resolve(folder, path);
        try
        {
            using var handle =
                File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            if (length > limit)
            {
                return new StoreRead.TooLarge(limit);
            }

            var content = new byte[length];
            var read = 0;
            while (read < content.Length && RandomAccess.Read(handle, content.AsSpan(read), read) is > 0 and var count)
            {
                read += count;
            }

            var whole = content.AsMemory(0, read);
            var etag = ContentETag.Of(whole.Span);

            return etag == unlessETag ? new StoreRead.NotModified() : new StoreRead.Found(whole, etag);
        }
        catch (Exception exception) when (
            exception is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(file))
        {
            return Directory.Exists(folder)
                ? new StoreRead.Missing()
                : throw new StoreUnavailableException($"The store {folder} is not there.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
