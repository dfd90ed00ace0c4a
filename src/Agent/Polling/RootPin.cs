using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Hosting;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Agent.Polling;

/// <summary>
/// The root that <c>--trust</c> means: a file, or whatever has the digest that was named. Such a root is taken from the
/// store, and kept on disk for the day on which there is no store; neither can give another one in its place.
/// </summary>
internal sealed class RootPin(DataFolder data, IStoreReader store, Pace pace, ILogger logger)
{
    private string told = "";

    /// <summary>Waits for the store, if it has to be asked and does not answer.</summary>
    /// <exception cref="BrokenWorldException">The file cannot be read.</exception>
    public async Task<PinnedRoot> ReadAsync(string trust, CancellationToken cancellation)
    {
        if (!BundleDigest.TryParse(trust, out var digest))
        {
            return new(ReadFile(trust), trust);
        }

        if (ReadKept(digest) is { } kept)
        {
            return new(kept, trust);
        }

        while (true)
        {
            var (found, reason) = await FindAsync(digest, cancellation);
            if (found is { } root)
            {
                DurableFile.CreateFolder(data.Roots);
                DurableFile.Write(data.PinnedRoot, root.Span);

                return new(root, trust);
            }

            Tell(digest, reason);
            pace.PollFailed();
            await pace.PauseAsync(new TaskCompletionSource().Task, cancellation);
        }
    }

    private async Task<(ReadOnlyMemory<byte>? Root, string Reason)> FindAsync(
        BundleDigest digest, CancellationToken cancellation)
    {
        try
        {
            return await RootSearch.FindAsync(store, digest, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }

    private ReadOnlyMemory<byte>? ReadKept(BundleDigest digest)
    {
        try
        {
            return File.ReadAllBytes(data.PinnedRoot) is var bytes && BundleDigest.Of(bytes) == digest
                ? bytes
                : default(ReadOnlyMemory<byte>?);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then the store has to have it.
            return null;
        }
    }

    private void Tell(BundleDigest digest, string reason)
    {
        if (told != reason)
        {
            Log.PinnedRootMissing(logger, digest, reason);
        }

        told = reason;
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BrokenWorldException(
                $"the root document cannot be read: {exception.Message} See --trust.", exception);
        }
    }
}
