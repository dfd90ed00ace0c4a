namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Reads objects by the paths of <see cref="StoreLayout"/>. What cannot be reached at all is a <see
/// cref="StoreUnavailableException"/>.
/// </summary>
public interface IStoreReader
{
    /// <param name="unlessETag">Of an earlier read: if the object is still the same, its bytes are not fetched
    /// again.</param>
    /// <param name="limit">No more bytes than this are ever taken in.</param>
    Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation);
}

/// <summary>What came of reading one object.</summary>
public abstract record StoreRead
{
    private StoreRead()
    {
    }

    /// <param name="ETag">A hint that tells versions apart, and the token of a conditional write; never an
    /// identity.</param>
    public sealed record Found(ReadOnlyMemory<byte> Content, string ETag) : StoreRead;

    public sealed record NotModified : StoreRead;

    public sealed record Missing : StoreRead;

    /// <summary>The object is larger than the reader wanted to take in.</summary>
    public sealed record TooLarge(int Limit) : StoreRead;
}

/// <summary>The store itself cannot be reached: the world is broken, not the object missing.</summary>
public sealed class StoreUnavailableException : IOException
{
    public StoreUnavailableException()
    {
    }

    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
