using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Publishing.Checks;

/// <summary>
/// Stops a release that removes much of what gateways serve: a file that was emptied, a path that was mistyped.
/// </summary>
internal sealed class ShrinkCheck(IStoreReader reader)
{
    private const string HowToAllow =
        "If that is meant, allow it with --allow-shrink, or with 'Allow-Shrink: true' as a trailer of the commit";

    /// <summary>
    /// Why not; null: the guard lets it through. And whether it removes so much that gateways take it only from a release
    /// that says so.
    /// </summary>
    public async Task<(string? Refusal, bool HasToSaySo)> AskAsync(
        ChannelHead? live, Bundle next, ShrinkGuard guard, CancellationToken cancellation)
    {
        if (next.Index.Totals.Listeners == 0)
        {
            return ($"no Gateway is left that this fleet serves, so gateways would close every port. {HowToAllow}", true);
        }

        var hasToSaySo = false;

        foreach (var former in live is null ? [] : Named(live).Where(each => each.ContentDigest != next.ContentDigest))
        {
            var (totals, unreadable) = await ReadTotalsAsync(former, cancellation);
            if ((totals is null ? unreadable : guard.Refusal(totals, next.Index.Totals)) is { } reason)
            {
                return ($"{reason}. {HowToAllow}", true);
            }

            hasToSaySo |= totals is not null && ShrinkGuard.Default.Refusal(totals, next.Index.Totals) is not null;
        }

        return (null, hasToSaySo);
    }

    // Some gateways may run the candidate, the others run the stable release.
    private static IEnumerable<BundleReference> Named(ChannelHead live) =>
        new[] { live.Bundle, HeadTarget.Newest(live).Bundle }.Distinct();

    private async Task<(SnapshotTotals? Totals, string? Unreadable)> ReadTotalsAsync(
        BundleReference former, CancellationToken cancellation)
    {
        var path = StoreLayout.Blob(former.Blob);

        return await reader.GetAsync(path, null, Limits.BundleBytes, cancellation) is StoreRead.Found found
            && BundleReader.Open(found.Content, former) is BundleOpening.Opened { Bundle: var bundle }
                ? (bundle.Index.Totals, null)
                : (null, $"the live bundle at {path} is missing or damaged, so nobody can say how much is removed");
    }
}
