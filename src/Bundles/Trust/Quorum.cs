using System.Collections.Immutable;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// How far something is on its way to being believed: by the grant that covers the channel and lacks fewest signatures.
/// </summary>
/// <param name="Signers">Ids of the keys whose signatures count.</param>
/// <param name="Missing">So many of <paramref name="Others"/> have to sign as well; 0: enough have signed.</param>
/// <param name="Others">Ids of the keys of the grant that have not signed.</param>
public sealed record Quorum(ImmutableArray<string> Signers, int Missing, ImmutableArray<string> Others)
{
    /// <summary>What the signatures of an envelope come to; null if no grant covers the channel.</summary>
    public static Quorum? Of(
        SignedEnvelope envelope, RootDocument root, ImmutableArray<RoleGrant> grants, string channel) =>
        Nearest(grants, channel, grant => SignatureCount.Signers(envelope, root, grant.KeyIds));

    /// <summary>What signatures of these keys will come to; null if no grant covers the channel.</summary>
    public static Quorum? Of(IEnumerable<string> keyIds, ImmutableArray<RoleGrant> grants, string channel)
    {
        var ids = keyIds.ToHashSet(StringComparer.Ordinal);

        return Nearest(grants, channel, grant => grant.KeyIds.Where(ids.Contains).ToHashSet(StringComparer.Ordinal));
    }

    // Grants do not add up: each asks for signatures of its own keys.
    private static Quorum? Nearest(
        ImmutableArray<RoleGrant> grants, string channel, Func<RoleGrant, HashSet<string>> signersOf) =>
        grants.Where(grant => grant.Covers(channel))
            .Select(grant => Of(grant, signersOf(grant)))
            .OrderBy(quorum => quorum.Missing)
            .ThenByDescending(quorum => quorum.Signers.Length)
            .FirstOrDefault();

    private static Quorum Of(RoleGrant grant, HashSet<string> signers) => new(
        [.. grant.KeyIds.Where(signers.Contains)],
        Math.Max(0, grant.Threshold - signers.Count),
        [.. grant.KeyIds.Where(id => !signers.Contains(id))]);
}
