using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>
/// The releases that stay, and the bundles that they name. Of a release that does not stay not even its record is read.
/// </summary>
internal sealed class ReleaseRetention(
    IStoreReader reader,
    IReadOnlyDictionary<string, ChannelHead> heads,
    KeptObjects kept,
    RetentionPolicy policy,
    DateTimeOffset now)
{
    /// <summary>Null when all records that stay are known; else why one is not.</summary>
    /// <param name="reported">What gateways run: content or blob.</param>
    public async Task<string?> KeepAsync(
        IReadOnlyCollection<StoredObject> records, IReadOnlySet<BundleDigest> reported, CancellationToken cancellation)
    {
        var missing = reported.ToHashSet();
        var others = new List<Release>();
        foreach (var channel in records.Select(Release.Of).OfType<Release>().GroupBy(each => each.Channel))
        {
            var rank = 0;
            foreach (var release in channel.OrderByDescending(each => (each.Epoch, each.Sequence)))
            {
                if (ReasonFor(release, rank++) is not { } reason)
                {
                    others.Add(release);
                    continue;
                }

                kept.Keep(release.Path, reason);
                if (await KeepBundleAsync(release, missing, cancellation) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return missing.Count is 0 ? null : await KeepReportedAsync(others, missing, cancellation);
    }

    private string? ReasonFor(Release release, int rank)
    {
        var (channel, object_) = (release.Channel, release.Object);

        return kept.ReasonFor(release.Path)
            ?? (IsBeyondHead(release) ? $"its number is beyond the head of channel '{channel}'"
                : rank < policy.Releases ? $"one of the last {policy.Releases} releases of channel '{channel}'"
                : object_.Modified > now - policy.ReleaseAge ? $"released within {policy.ReleaseAge.TotalDays:0.##} days"
                : null);
    }

    // Somebody may be about to name it: only the next head forbids that.
    private bool IsBeyondHead(Release release) =>
        !heads.TryGetValue(release.Channel, out var head)
        || (release.Epoch, release.Sequence).CompareTo((head.Epoch, head.Sequence)) > 0;

    private async Task<string?> KeepBundleAsync(
        Release release, HashSet<BundleDigest> missing, CancellationToken cancellation)
    {
        switch (await reader.GetAsync(release.Path, unlessETag: null, Limits.ReleaseBytes, cancellation))
        {
            case StoreRead.Missing:
                return null;
            case StoreRead.Found found when ReleaseRecord.ReadUnverified(found.Content) is { } record:
                kept.Keep(record.Bundle.Blob, $"the bundle of a release of channel '{release.Channel}' that is kept");
                missing.Remove(record.Bundle.Blob);
                missing.Remove(record.Bundle.ContentDigest);
                return null;
            default:
                return $"{release.Path} is no release record that this program can read, so it is not known what it "
                    + "names: remove it if it is none, or use a newer program";
        }
    }

    private async Task<string?> KeepReportedAsync(
        List<Release> others, HashSet<BundleDigest> missing, CancellationToken cancellation)
    {
        foreach (var release in others)
        {
            if (await reader.GetAsync(release.Path, unlessETag: null, Limits.ReleaseBytes, cancellation)
                is StoreRead.Found found
                && ReleaseRecord.ReadUnverified(found.Content) is { Bundle: var bundle }
                && (missing.Remove(bundle.ContentDigest) | missing.Remove(bundle.Blob)))
            {
                kept.Keep(release.Path, "a gateway reported to run it");
                kept.Keep(bundle.Blob, "a gateway reported to run it");
            }
        }

        return null;
    }

    private sealed record Release(StoredObject Object, string Channel, long Epoch, long Sequence)
    {
        public string Path => Object.Path;

        public static Release? Of(StoredObject found) =>
            found.Path.Split('/') is [_, var channel, var name]
            && name.Split('-', '.') is [var epochText, var sequenceText, "json"]
            && long.TryParse(epochText, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && long.TryParse(sequenceText, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && StoreLayout.IsChannelName(channel)
            && found.Path == StoreLayout.Release(channel, epoch, sequence)
                ? new(found, channel, epoch, sequence)
                : null;
    }
}
