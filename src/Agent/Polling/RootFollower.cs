using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Agent.Polling;

/// <summary>
/// Follows the roots in the store, whatever the head says: whoever withholds heads or has stolen a key cannot keep a
/// gateway from the root that takes the key away.
/// </summary>
internal sealed class RootFollower(
    IStoreReader store, TrustAnchor trust, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private long? last;
    private string refused = "";

    /// <summary>True if a newer root is believed now.</summary>
    public async Task<bool> FollowIfDueAsync(CancellationToken cancellation) =>
        (last is not { } before || time.GetElapsedTime(before) >= Interval) && await FollowAsync(cancellation);

    /// <summary>Takes over each next root until there is none. True if there was one.</summary>
    public async Task<bool> FollowAsync(CancellationToken cancellation)
    {
        var first = trust.Version;
        while (trust.Version - first < Limits.RootRotations
            && await store.GetAsync(StoreLayout.Root(trust.Version + 1), null, Limits.RootBytes, cancellation)
                is not StoreRead.Missing and var read)
        {
            var reason = $"it has more than {Limits.RootBytes} bytes";
            if (read is not StoreRead.Found found || !trust.TryFollow(found.Content, out reason))
            {
                Refuse(StoreLayout.Root(trust.Version + 1), reason);
                break;
            }

            Log.RootFollowed(logger, trust.Version);
        }

        last = time.GetTimestamp();

        return trust.Version > first;
    }

    private void Refuse(string path, string reason)
    {
        if (refused != reason)
        {
            Log.RootRefused(logger, path, reason);
        }

        refused = reason;
    }
}
