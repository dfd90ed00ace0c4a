using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Reads a store that is a folder. An object's ETag is the digest of its bytes: times and sizes of files can agree by
/// chance, and
/// a head that was missed so would be missed until the next one.
/// </summary>
public sealed class FolderReader(string folder) : IStoreReader
{
    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/");

    public Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        return Task.FromResult(Get(path, unlessETag, limit));
    }

    public async IAsyncEnumerable<string> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var path in List(prefix))
        {
            cancellation.ThrowIfCancellationRequested();

            yield return path;
        }
    }

    /// <summary>
    /// Where the object lies on disk. Nothing outside the folder can be named, and nothing hidden in it.
    /// </summary>
    public static string Resolve(string folder, string path) =>
        path.Length > 0
        && !path.AsSpan().ContainsAnyExcept(PathCharacters)
        && path.Split('/').All(part => part.Length > 0 && part[0] != '.')
            ? Path.Combine(folder, path)
            : throw new ArgumentException($"'{path}' is no path in a store.", nameof(path));

    public static string ETagOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

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
            var etag = ETagOf(whole.Span);

            return etag == unlessETag ? new StoreRead.NotModified() : new StoreRead.Found(whole, etag);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
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

    private string[] List(string prefix)
    {
        // Only the folders that can hold such a path are walked.
        var start = prefix.LastIndexOf('/') is >= 0 and var slash ? Resolve(folder, prefix[..slash]) : folder;
        if (!Directory.Exists(start))
        {
            return Directory.Exists(folder)
                ? []
                : throw new StoreUnavailableException($"The store {folder} is not there.");
        }

        try
        {
            return Directory
                .EnumerateFiles(start, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
                .Where(path => path.Split('/').All(part => part[0] != '.'))
                .Order(StringComparer.Ordinal)
                .ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The store {folder} cannot be listed: {exception.Message}", exception);
        }
    }
}
