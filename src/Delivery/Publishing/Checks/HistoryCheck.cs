using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing.Checks;

/// <summary>
/// What is live must be behind what is to come: then the order of events does not matter, and nobody's commit is lost.
/// </summary>
internal static class HistoryCheck
{
    private const int ShortCommit = 12;

    /// <summary>
    /// Why not, and the commit that is left behind where that is allowed; both null: the history goes on.
    /// </summary>
    public static async Task<(string? Refusal, string? ForcedFrom)> AskAsync(
        IManifestSource source, ReleaseSource? live, SourceRevision next, bool isForceAllowed,
        CancellationToken cancellation)
    {
        // A folder has no history that could be asked.
        if (live?.Commit is not { } older || next.Commit is not { } newer)
        {
            return (null, null);
        }

        if (older == newer)
        {
            return (null, live.ForcedFrom);
        }

        var ancestry = await source.FindAncestryAsync(older, newer, cancellation);

        return ancestry is Ancestry.Ancestor ? (null, null)
            : isForceAllowed ? (null, older)
            : (Explain(ancestry, older, newer, next, live), null);
    }

    private static string Explain(
        Ancestry ancestry, string older, string newer, SourceRevision next, ReleaseSource live) =>
        $"{Short(newer)} does not descend from {Short(older)}, which is live: "
        + (live.Repository != next.Repository ? $"the channel was published from {live.Repository}. "
            : ancestry is Ancestry.Diverged ? $"the history of {next.Ref ?? next.Repository} was rewritten. "
            : $"{next.Repository} does not have that one any more. ")
        + "Let it through once with --allow-force-push, or always with forcePush: allow in the Fleet";

    private static string Short(string commit) => commit[..Math.Min(ShortCommit, commit.Length)];
}
