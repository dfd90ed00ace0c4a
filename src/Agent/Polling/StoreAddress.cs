using GatewayPipeline.Agent.Hosting;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Stores.Azure;

namespace GatewayPipeline.Agent.Polling;

/// <summary>What <c>--store</c> can be: a folder, a container of Azure's blob storage, or any web server.</summary>
internal static class StoreAddress
{
    public static IStoreReader Open(string store, TimeProvider time)
    {
        if (!store.Contains("://", StringComparison.Ordinal))
        {
            return new FolderReader(Path.GetFullPath(store));
        }

        if (!Uri.TryCreate(store, UriKind.Absolute, out var address))
        {
            throw Unreadable(WithoutQuery(store), "it is neither a folder nor an address");
        }

        if (address.IsFile)
        {
            return new FolderReader(address.LocalPath);
        }

        var isContainer = BlobAddress.Is(address);
        if ((isContainer ? BlobAddress.Objection(address) : HttpReader.Objection(address)) is { } objection)
        {
            throw Unreadable(HttpReader.NameOf(address), objection);
        }

        return isContainer
            ? BlobReader.Open(address, Environment.GetEnvironmentVariable, time)
            : new HttpReader(address, HttpReader.CreateTransport(), HttpPatience.Default);
    }

    /// <summary>
    /// What <c>--report</c> can be: a folder, a container of Azure's blob storage, or the address of a service that takes
    /// reports.
    /// </summary>
    public static IReportSink OpenReports(string address, TimeProvider time)
    {
        if (!address.Contains("://", StringComparison.Ordinal))
        {
            return new FolderReportSink(Path.GetFullPath(address));
        }

        var objection = !Uri.TryCreate(address, UriKind.Absolute, out var target) ? "it is no address"
            : BlobAddress.Is(target) ? BlobAddress.Objection(target)
            : HttpReportSink.Objection(target, Environment.GetEnvironmentVariable);

        return objection is not null || target is null
            ? throw new BrokenWorldException($"reports cannot go to '{WithoutQuery(address)}': {objection}")
            : BlobAddress.Is(target)
                ? BlobReportSink.Open(target, Environment.GetEnvironmentVariable, time)
                : HttpReportSink.Open(target, Environment.GetEnvironmentVariable);
    }

    /// <summary>For people: what follows the question mark may be a secret.</summary>
    public static string WithoutQuery(string store) => store.Split('?')[0];

    private static BrokenWorldException Unreadable(string store, string why) =>
        new($"the store '{store}' cannot be read: {why}");
}
