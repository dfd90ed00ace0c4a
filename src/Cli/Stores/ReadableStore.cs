using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Cli.Stores;

/// <summary>A store that a command only looks at.</summary>
/// <param name="Lister">Null: it gives no list.</param>
internal sealed record ReadableStore(IStoreReader Reader, IStoreLister? Lister)
{
    /// <exception cref="WrongUsageException">It is none.</exception>
    public static ReadableStore Open(string address) =>
        StoreAddress.OpenForReading(address, Environment.GetEnvironmentVariable) switch
        {
            StoreOpening.Opened opened => new(opened.Reader, opened.Lister),
            StoreOpening.Refused refused => throw new WrongUsageException($"--store: {refused.Reason}"),
            _ => throw new UnreachableException(),
        };
}
