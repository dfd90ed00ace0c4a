using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>
/// Puts objects that may be there already from long ago, and that pruning may be about to remove because nothing named
/// them so far. What is there is written again, which makes it young: pruning leaves young objects alone, and removes an
/// old one only if nobody has written it since.
/// </summary>
/// <param name="isSound">Whether what the store has is the object that is meant.</param>
internal sealed class YoungObject(
    IStoreReader reader, IStoreWriter writer, string path, int limit, Predicate<ReadOnlyMemory<byte>> isSound)
{
    // Each further one takes a removal at the very same moment.
    private const int MostAttempts = 8;

    /// <summary>True: the object is there and sound, and nobody removes it for days.</summary>
    public async Task<bool> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await writer.CreateAsync(path, content, cancellation) is StoreWrite.Written
                ? await IsSoundAsync(cancellation)
                : await RenewAsync(cancellation))
            {
                return true;
            }

            if (await IsUnsoundAsync(cancellation))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Writes again what is there. False: it is not there, or not sound.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        if (await reader.GetAsync(path, unlessETag: null, limit, cancellation) is not StoreRead.Found found
            || !isSound(found.Content))
        {
            return false;
        }

        // Another's write makes it as young; a container that lets nothing be replaced lets nothing be removed either.
        return await writer.ReplaceAsync(path, found.Content, found.ETag, cancellation) is StoreWrite.Written
            || await IsThereAsync(cancellation);
    }

    private async Task<bool> IsSoundAsync(CancellationToken cancellation) =>
        await reader.GetAsync(path, unlessETag: null, limit, cancellation) is StoreRead.Found found
        && isSound(found.Content);

    private async Task<bool> IsUnsoundAsync(CancellationToken cancellation) =>
        await reader.GetAsync(path, unlessETag: null, limit, cancellation) switch
        {
            StoreRead.Found found => !isSound(found.Content),
            StoreRead.TooLarge => true,
            _ => false,
        };

    // No byte of it is needed to see that.
    private async Task<bool> IsThereAsync(CancellationToken cancellation) =>
        await reader.GetAsync(path, unlessETag: null, limit: 0, cancellation) is not StoreRead.Missing;
}
