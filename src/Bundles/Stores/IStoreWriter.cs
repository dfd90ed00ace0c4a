namespace GatewayPipeline.Bundles.Stores;

/// <summary>Writes objects so that nobody's write is lost: whoever comes second is told.</summary>
public interface IStoreWriter
{
    /// <summary>Writes an object that is not there yet.</summary>
    Task<StoreWrite> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Writes an object over the version that was read; a null ETag means that it was not there.</summary>
    Task<StoreWrite> ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, string? expectedETag, CancellationToken cancellation);

    /// <summary>Removes an object if it is there.</summary>
    Task DeleteAsync(string path, CancellationToken cancellation);

    /// <summary>
    /// Removes an object that nobody has written since it was listed (to the second). False: somebody has, and it
    /// stays.
    /// </summary>
    Task<bool> DeleteUnmodifiedAsync(StoredObject listed, CancellationToken cancellation);
}

/// <summary>What came of writing one object.</summary>
public abstract record StoreWrite
{
    private StoreWrite()
    {
    }

    public sealed record Written(string ETag) : StoreWrite;

    /// <summary>The object is there already, or is no longer the one that was read. Nothing was written.</summary>
    public sealed record Conflict : StoreWrite;
}
