using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>Releases that wait for a second signature, and their bundles.</summary>
internal sealed class ProposalRetention(
    IStoreReader reader, KeptObjects kept, RetentionPolicy policy, DateTimeOffset now)
{
    /// <summary>Null when all proposals that stay are known; else why one is not.</summary>
    public async Task<string?> KeepAsync(IEnumerable<StoredObject> proposals, CancellationToken cancellation)
    {
        foreach (var proposal in proposals.Where(each => each.Modified > now - policy.ReleaseAge))
        {
            kept.Keep(proposal.Path, $"proposed within {policy.ReleaseAge.TotalDays:0.##} days");
            switch (await reader.GetAsync(proposal.Path, unlessETag: null, Limits.ReleaseBytes, cancellation))
            {
                case StoreRead.Missing:
                    break;
                case StoreRead.Found found when ReleaseRecord.ReadUnverified(found.Content) is { } record:
                    kept.Keep(record.Bundle.Blob, $"proposed for channel '{record.Channel}'");
                    break;
                default:
                    return $"{proposal.Path} is no proposal that this program can read, so it is not known what it names";
            }
        }

        return null;
    }
}
