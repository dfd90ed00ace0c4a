using GatewayPipeline.Bundles.Stores.Azure;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Where an agent puts its report: one object, written over each time, by whoever may write it. It is no store that
/// others compete for, so nothing is compared.
/// </summary>
public interface IReportSink
{
    /// <exception cref="IOException">It was not taken, for whatever reason; the next one may be.</exception>
    Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation);
}

/// <summary>Reports go into a folder.</summary>
public sealed class FolderReportSink(string folder) : IReportSink
{
    public Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var file = FolderReader.Resolve(folder, path);
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(file) ?? folder);
            DurableFile.Write(file, content.Span);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreUnavailableException($"{file} cannot be written: {exception.Message}", exception);
        }

        return Task.CompletedTask;
    }
}

/// <summary>
/// Reports go into a container of Azure's blob storage, with what the base class library has. The address brings a
/// shared access signature that allows writing; else the workload's or the machine's identity is used.
/// </summary>
public sealed class BlobReportSink : IReportSink, IDisposable
{
    private readonly Uri container;
    private readonly ReportClient client;

    internal BlobReportSink(Uri container, HttpMessageHandler transport) =>
        (this.container, client) = (container, new(transport));

    public static BlobReportSink Open(Uri container, Func<string, string?> environment, TimeProvider time) =>
        BlobAddress.Objection(container) is { } objection
            ? throw new ArgumentException(objection, nameof(container))
            : new(container, new BlobRequests(
                BlobReader.TokensFor(container, environment, time), time, HttpReader.CreateTransport(), BlobUse.Write));

    public Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var address = new UriBuilder(container)
        {
            Path = $"{container.AbsolutePath.TrimEnd('/')}/{StorePath.Checked(path)}",
        }.Uri;

        return client.PutAsync(address, content, headers => headers.Add("x-ms-blob-type", "BlockBlob"), cancellation);
    }

    public void Dispose() => client.Dispose();
}
