using System.Runtime.CompilerServices;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Stores;

/// <summary>
/// A store that is a container of Azure's blob storage. Conditions on ETags make writers take turns, and a mark on each
/// object tells whose write it was when an answer is lost.
/// </summary>
public sealed class AzureBlobStore(BlobContainerClient container) : IStoreReader, IStoreLister, IStoreWriter
{
    // The service's client repeats a request whose answer was lost: the second finds the first's work.
    private const string Mark = "write";
    private const string BytesMediaType = "application/octet-stream";

    public async Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(StorePath.Checked(path));
        var options = new BlobDownloadOptions
        {
            Conditions = unlessETag is null ? null : new() { IfNoneMatch = new ETag(unlessETag) },
        };

        return await AskAsync($"{path} cannot be read", async () =>
        {
            try
            {
                var response = await blob.DownloadStreamingAsync(options, cancellation);

                return response.HasValue
                    ? await TakeAsync(response.Value, limit, cancellation)
                    : new StoreRead.NotModified();
            }
            catch (RequestFailedException exception) when (IsMissing(exception))
            {
                return new StoreRead.Missing();
            }
        }, cancellation);
    }

    /// <summary>Page by page, as they come: the service has them in order.</summary>
    public async IAsyncEnumerable<StoredObject> ListObjectsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var options = new GetBlobsOptions { Prefix = StorePath.CheckedPrefix(prefix) };
        await using var pages = container.GetBlobsAsync(options, cancellation).AsPages()
            .GetAsyncEnumerator(cancellation);
        var last = "";
        while (await AskAsync("it cannot be listed", () => MoveNextAsync(pages), cancellation))
        {
            foreach (var blob in pages.Current.Values)
            {
                if (string.CompareOrdinal(last, blob.Name) >= 0)
                {
                    throw new StoreUnavailableException(
                        $"The store {Name}: it lists {blob.Name} after {last}, out of order. An account with a "
                        + "hierarchical namespace cannot be a store");
                }

                last = blob.Name;
                yield return new(blob.Name, blob.Properties.LastModified ?? DateTimeOffset.MaxValue);
            }
        }
    }

    public Task<StoreWrite> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        WriteAsync(path, content, new() { IfNoneMatch = ETag.All }, cancellation);

    public Task<StoreWrite> ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, string? expectedETag, CancellationToken cancellation) =>
        expectedETag is null
            ? CreateAsync(path, content, cancellation)
            : WriteAsync(path, content, new() { IfMatch = new ETag(expectedETag) }, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        DeleteAsync(path, conditions: null, cancellation);

    public Task<bool> DeleteUnmodifiedAsync(StoredObject listed, CancellationToken cancellation) =>
        DeleteAsync(listed.Path, new() { IfUnmodifiedSince = listed.Modified }, cancellation);

    private async Task<bool> DeleteAsync(
        string path, BlobRequestConditions? conditions, CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(StorePath.Checked(path));

        return await AskAsync($"{path} cannot be removed", async () =>
        {
            try
            {
                await blob.DeleteIfExistsAsync(conditions: conditions, cancellationToken: cancellation);

                return true;
            }
            catch (RequestFailedException exception) when (IsMissing(exception))
            {
                return true;
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                return false;
            }
        }, cancellation);
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<Page<BlobItem>> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException exception) when (IsMissing(exception))
        {
            return false;
        }
    }

    private async Task<StoreWrite> WriteAsync(
        string path, ReadOnlyMemory<byte> content, BlobRequestConditions conditions, CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(StorePath.Checked(path));
        var mark = Guid.NewGuid().ToString("N");
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            HttpHeaders = new() { ContentType = BytesMediaType },
            Metadata = new Dictionary<string, string> { [Mark] = mark },
            // One request, so that nobody sees a half and nothing is left of a half.
            TransferOptions = new() { InitialTransferSize = Bundles.Limits.BundleBytes },
        };

        return await AskAsync($"{path} cannot be written", async () =>
        {
            try
            {
                return await UploadAsync(blob, content, options, cancellation);
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                return await FindMarkAsync(blob, mark, cancellation);
            }
        }, cancellation);
    }

    // Who may write may begin: a container that is not there is a store that is still empty.
    private async Task<StoreWrite> UploadAsync(
        BlobClient blob, ReadOnlyMemory<byte> content, BlobUploadOptions options, CancellationToken cancellation)
    {
        var data = BinaryData.FromBytes(content);
        try
        {
            return Written((await blob.UploadAsync(data, options, cancellation)).Value.ETag);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation);

            return Written((await blob.UploadAsync(data, options, cancellation)).Value.ETag);
        }
    }

    private static async Task<StoreWrite> FindMarkAsync(BlobClient blob, string mark, CancellationToken cancellation)
    {
        try
        {
            var there = (await blob.GetPropertiesAsync(cancellationToken: cancellation)).Value;

            return there.Metadata.TryGetValue(Mark, out var found) && found == mark
                ? Written(there.ETag)
                : new StoreWrite.Conflict();
        }
        catch (RequestFailedException exception) when (IsMissing(exception))
        {
            return new StoreWrite.Conflict();
        }
    }

    private static async Task<StoreRead> TakeAsync(
        BlobDownloadStreamingResult result, int limit, CancellationToken cancellation)
    {
        using var _ = result;
        var length = result.Details.ContentLength;
        if (length > limit)
        {
            return new StoreRead.TooLarge(limit);
        }

        var content = new byte[length];
        await result.Content.ReadExactlyAsync(content, cancellation);

        return new StoreRead.Found(content, result.Details.ETag.ToString("H"));
    }

    private async Task<T> AskAsync<T>(string failure, Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is RequestFailedException or AuthenticationFailedException
            or AggregateException or IOException or HttpRequestException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new StoreUnavailableException(
                $"The store {Name}: {failure}: {ReasonOf(exception)}", exception);
        }
    }

    private string Name => container.Uri.GetLeftPart(UriPartial.Path);

    // The whole text of a failure repeats the headers.
    private static string ReasonOf(Exception exception) => exception switch
    {
        RequestFailedException { Status: 403 } failed =>
            $"403 {failed.ErrorCode}: what it was opened with does not allow this",
        RequestFailedException { Status: > 0 } failed => $"{failed.Status} {failed.ErrorCode}".TrimEnd(),
        AggregateException { InnerExceptions: [.., var last] } => ReasonOf(last),
        _ => exception.Message.Split('\r', '\n')[0],
    };

    private static StoreWrite.Written Written(ETag etag) => new(etag.ToString("H"));

    private static bool IsMissing(RequestFailedException exception) => exception.Status == 404;
}
