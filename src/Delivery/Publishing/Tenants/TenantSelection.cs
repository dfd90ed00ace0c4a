using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Publishing.Building;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing.Tenants;

/// <summary>A namespace that stays at an older commit, or is left out.</summary>
/// <param name="Findings">Its errors in the newest commit.</param>
public sealed record HeldNamespace(HeldPart Part, ImmutableArray<Diagnostic> Findings);

/// <summary>What was chosen.</summary>
/// <param name="Tree">What was compiled at last.</param>
/// <param name="Held">Empty, and a refusal: holding back does not help.</param>
internal sealed record TenantChoice(
    FreshBuild Fresh, ManifestTree Tree, ImmutableArray<HeldNamespace> Held, string? Refusal);

/// <summary>
/// Chooses the newest good part of each namespace: where one has errors, only that one stays at what the live release
/// has of it, and all others go on.
/// </summary>
internal sealed class TenantSelection(
    IManifestSource source, SourceRevision revision, ReleaseSource? live, CompilerOptions options)
{
    // Each round holds what the one before found; more than this is no mistake of single tenants.
    private const int MostRounds = 8;
    private const int MostHeld = 100;

    private readonly HeldParts parts = new(source, revision);

    public async Task<TenantChoice> ChooseAsync(
        SourceReading.Read reading, FreshBuild whole, CancellationToken cancellation)
    {
        if (revision.Commit is null)
        {
            return new(whole, reading.Tree, [], "a folder has no older commits to take them from");
        }

        var newest = TreeParts.Of(reading.Tree);
        var held = ImmutableSortedDictionary.Create<string, HeldNamespace>(StringComparer.Ordinal);
        var (fresh, tree) = (whole, reading.Tree);
        for (var round = 0; fresh.Build.Bundle is null; round++)
        {
            var errors = fresh.Compilation.Diagnostics.Where(each => each.Severity is Severity.Error)
                .ToLookup(each => newest.NamespaceAt(each.Span));
            if (errors.FirstOrDefault(each => each.Key is null)?.First() is { } shared)
            {
                return Refused($"{shared.Span}: {shared.Rule.Code} lies in no namespace that could be held back alone");
            }

            var (more, refusal) = await FindOlderAsync(errors, held, cancellation);
            if (more is null || round == MostRounds || more.Count > MostHeld)
            {
                return Refused(more is null
                    ? refusal
                    : $"{more.Count} namespaces have errors: that is more than can be held back");
            }

            (var assembled, refusal) = await parts.AssembleAsync(
                newest, [.. more.Values.Select(each => each.Part)], cancellation);
            if (assembled is null)
            {
                return Refused(refusal);
            }

            (held, tree) = (more, assembled);
            fresh = BundleBuilder.Make(tree, options);
        }

        return new(fresh, tree, [.. held.Values], Refusal: null);

        TenantChoice Refused(string why) => new(whole, reading.Tree, [], why);
    }

    private async Task<(ImmutableSortedDictionary<string, HeldNamespace>? Held, string Refusal)> FindOlderAsync(
        ILookup<string?, Diagnostic> errors, ImmutableSortedDictionary<string, HeldNamespace> held,
        CancellationToken cancellation)
    {
        var before = held.Count;
        foreach (var each in errors)
        {
            var name = each.Key ?? "";
            var (part, refusal) = await FindPartAsync(name, cancellation);
            if (part is null)
            {
                return (null, refusal);
            }

            held = held.SetItem(name, new(part, [.. each]));
        }

        return held.Count == before ? (null, "errors are left where all that has some is held back") : (held, "");
    }

    private async Task<(HeldPart? Part, string Refusal)> FindPartAsync(string name, CancellationToken cancellation)
    {
        if (live?.Held?.FirstOrDefault(part => part.Namespace == name) is { } former)
        {
            return (former, "");
        }

        if (live is null)
        {
            return (new(name, TreeParts.Of(ManifestTree.Of([])).DigestOf(name)), "");
        }

        if (live.Commit is not { } commit)
        {
            return (null,
                $"namespace {name} has errors, and what is live came from a folder: no older part can be had");
        }

        var (older, refusal) = await parts.ReadAsync(commit, cancellation);

        return older is null ? (null, refusal) : (new(name, older.DigestOf(name), commit), "");
    }
}
