namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Says what is in a store. Gateways need no list, since heads name all that they read, and a web server has none to
/// give: so this is not asked of every reader.
/// </summary>
public interface IStoreLister
{
    /// <summary>The objects whose paths begin with the prefix, in ordinal order of the paths.</summary>
    IAsyncEnumerable<StoredObject> ListObjectsAsync(string prefix, CancellationToken cancellation);
}

/// <param name="Modified">When it was last written, by the store's clock, were it with the same bytes.</param>
public sealed record StoredObject(string Path, DateTimeOffset Modified);

public static class StoreListing
{
    /// <summary>The paths that begin with the prefix, in ordinal order.</summary>
    public static IAsyncEnumerable<string> ListAsync(
        this IStoreLister lister, string prefix, CancellationToken cancellation) =>
        lister.ListObjectsAsync(prefix, cancellation).Select(found => found.Path);
}
