using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>
/// What gateways run. Whatever digest a report names is kept, so that what reports will say one day is kept, too.
/// </summary>
internal sealed class ReportRetention(
    IStoreReader reader, IStoreLister lister, RetentionPolicy policy, DateTimeOffset now)
{
    // Reports have at most 16 KiB.
    private const int LargestReport = 64 * 1024;

    /// <summary>Digests of contents and blobs.</summary>
    public async Task<HashSet<BundleDigest>> FindAsync(CancellationToken cancellation)
    {
        var digests = new HashSet<BundleDigest>();
        await foreach (var report in lister.ListObjectsAsync("status/", cancellation))
        {
            if (report.Modified > now - policy.ReportAge
                && await reader.GetAsync(report.Path, unlessETag: null, LargestReport, cancellation)
                    is StoreRead.Found found)
            {
                digests.UnionWith(DigestsIn(found.Content));
            }
        }

        return digests;
    }

    // A gateway writes its own report alone: one that cannot be read takes nothing from the others.
    private static List<BundleDigest> DigestsIn(ReadOnlyMemory<byte> json)
    {
        var digests = new List<BundleDigest>();
        var reader = new Utf8JsonReader(json.Span);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String && BundleDigest.TryParse(reader.GetString(), out var digest))
                {
                    digests.Add(digest);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What could be read of it counts.
        }

        return digests;
    }
}
