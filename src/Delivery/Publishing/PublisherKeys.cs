using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What a publisher signs with, and the roots, of which the newest must name those keys.</summary>
/// <param name="Release">One key, or several where a root asks for several signatures.</param>
/// <param name="Channel">None: no head can be written.</param>
public sealed record PublisherKeys(
    RootChain Roots, ImmutableArray<ISigner> Release, ImmutableArray<ISigner> Channel)
{
    public PublisherKeys(RootChain roots, ISigner release, ISigner channel)
        : this(roots, [release], [channel])
    {
    }

    public RootDocument Root => Roots.Newest;

    /// <summary>Those of the keys that may sign for this channel: others leave no mark on it.</summary>
    public PublisherKeys For(string channel) => this with
    {
        Release = Within(Release, Root.Roles.Release, channel),
        Channel = Within(Channel, Root.Roles.Channel, channel),
    };

    private static ImmutableArray<ISigner> Within(
        ImmutableArray<ISigner> signers, ImmutableArray<RoleGrant> grants, string channel)
    {
        var ids = grants.Where(grant => grant.Covers(channel)).SelectMany(grant => grant.KeyIds)
            .ToHashSet(StringComparer.Ordinal);

        return [.. signers.Where(signer => ids.Contains(signer.PublicKey.KeyId))];
    }
}
