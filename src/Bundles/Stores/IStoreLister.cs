namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Says what is in a store. Gateways need no list, since heads name all that they read, and a web server has none to
/// give: so this is not asked of every reader.
/// </summary>
public interface IStoreLister
{
    /// <summary>The paths that begin with the prefix, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation);
}
