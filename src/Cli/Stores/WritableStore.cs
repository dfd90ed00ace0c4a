using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Cli.Stores;

/// <summary>A store that a command puts something into.</summary>
internal sealed record WritableStore(IStoreReader Reader, IStoreWriter Writer, IStoreLister Lister)
{
    public const string Description =
        "A folder, the https:// address of an Azure container, or azure:CONTAINER with a connection string in "
        + StoreAddress.ConnectionVariable;

    /// <exception cref="WrongUsageException">It is none, or can only be read.</exception>
    public static WritableStore Open(string address) =>
        StoreAddress.Open(address, Environment.GetEnvironmentVariable) switch
        {
            StoreOpening.Opened { Reader: var reader, Writer: { } writer, Lister: { } lister } =>
                new(reader, writer, lister),
            StoreOpening.Opened => throw new WrongUsageException(
                $"--store {address.Split('?')[0]}: a web server can only be read; name a folder or an Azure container"),
            StoreOpening.Refused refused => throw new WrongUsageException($"--store: {refused.Reason}"),
            _ => throw new UnreachableException(),
        };
}
