using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing.Tenants;

/// <summary>
/// Puts a tree together of one commit and of the parts that are held at older ones. The same list gives the same tree
/// to whoever has the repository.
/// </summary>
internal sealed class HeldParts(IManifestSource source, SourceRevision revision)
{
    private const int ShortCommit = 12;

    private readonly Dictionary<string, TreeParts> trees = new(StringComparer.Ordinal);

    public async Task<(ManifestTree? Tree, string Refusal)> AssembleAsync(
        TreeParts newest, IReadOnlyCollection<HeldPart> held, CancellationToken cancellation)
    {
        var files = ImmutableArray.CreateBuilder<Manifest>();
        foreach (var part in held)
        {
            if (part.Commit is not { } commit)
            {
                continue;
            }

            var (older, refusal) = await ReadAsync(commit, cancellation);
            if (older is null)
            {
                return (null, refusal);
            }

            if (older.DigestOf(part.Namespace) != part.Part)
            {
                return (null,
                    $"the part of namespace {part.Namespace} at commit {commit} is not what was published of it");
            }

            files.AddRange(older.Part(part.Namespace, commit[..Math.Min(ShortCommit, commit.Length)]));
        }

        return (newest.Replace(held.Select(part => part.Namespace).ToHashSet(StringComparer.Ordinal), files), "");
    }

    /// <summary>The tree of an older commit, read once.</summary>
    public async Task<(TreeParts? Parts, string Refusal)> ReadAsync(string commit, CancellationToken cancellation)
    {
        if (trees.TryGetValue(commit, out var known))
        {
            return (known, "");
        }

        var (reading, refusal) = await source.FindManifestsAsync(revision with { Commit = commit }, cancellation);
        if (reading is null)
        {
            return (null, refusal);
        }

        return (trees[commit] = TreeParts.Of(reading.Tree), "");
    }
}
