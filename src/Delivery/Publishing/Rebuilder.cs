using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Publishing.Building;
using GatewayPipeline.Delivery.Publishing.Tenants;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>
/// Builds what a proposal names, from this builder's own sources, and takes nothing of the proposal for granted: neither
/// that its commit belongs to the branch, nor that a namespace has to be held back.
/// </summary>
/// <param name="live">What the channel is in line with now; null: with nothing, or nobody knows.</param>
/// <param name="options">Without the platform's tree.</param>
public sealed class Rebuilder(PublishSources sources, ReleaseSource? live, CompilerOptions options)
{
    private readonly IManifestSource manifests = sources.Manifests;

    public async Task<Rebuild> RebuildAsync(ReleaseRecord proposed, CancellationToken cancellation)
    {
        var (revision, refusal) = await FindRevisionAsync(proposed.Source, cancellation);
        if (revision is null)
        {
            return new Rebuild.Refused(refusal);
        }

        (var reading, refusal) = await manifests.FindManifestsAsync(revision, cancellation);
        if (reading is null)
        {
            return new Rebuild.Refused(refusal);
        }

        var (platform, unread) = sources.Platform is { } own ? await own.ReadNewestAsync(cancellation) : (null, "");
        if (sources.Platform is not null && platform is null)
        {
            return new Rebuild.Refused($"the platform's source: {unread}");
        }

        if (proposed.Source.Platform != platform?.TreeDigest)
        {
            return new Rebuild.Refused(
                $"the proposal was made with {NameOf(proposed.Source.Platform)} as the platform's own source, and here it "
                + $"is {NameOf(platform?.TreeDigest)}: see --platform");
        }

        // What it is for is the proposal's to say, unless this builder was told.
        var name = options.Fleet ?? proposed.Source.Fleet;
        var complete = options with { Platform = platform?.Tree, Fleet = name };

        return FleetChoice.Among(FleetCatalog.Read(reading.Tree, platform?.Tree), name) switch
        {
            FleetChoice.Unclear unclear => new Rebuild.Refused(unclear.Reason),
            FleetChoice.Chosen { Fleet: var fleet } =>
                await BuildAsync(proposed.Source, revision, reading, complete, fleet, cancellation),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // A ref stands for its whole history: the channel may be a few commits behind. A commit that was named stands for
    // itself, whatever it leads back to.
    private async Task<(SourceRevision? Revision, string Refusal)> FindRevisionAsync(
        ReleaseSource proposed, CancellationToken cancellation)
    {
        var (own, refusal) = await manifests.FindRevisionAsync(cancellation);
        if (own?.Commit is not { } newest || proposed.Commit is not { } wanted || wanted == newest)
        {
            return (own, refusal);
        }

        if (own.Ref is not { } reference)
        {
            return (null, $"the proposal is of commit {wanted}, and --ref names {newest}");
        }

        if (await manifests.FindAncestryAsync(wanted, newest, cancellation) is not Ancestry.Ancestor)
        {
            return (null, $"the proposal is of commit {wanted}, which does not lie behind {reference} at {newest}: "
                + $"who means that one says --ref {wanted}");
        }

        return live?.Commit is { } former
            && await manifests.FindAncestryAsync(former, wanted, cancellation) is not Ancestry.Ancestor
            ? (null, $"the proposal is of commit {wanted}, which does not descend from {former}, which is live: "
                + $"who means to go there says --ref {wanted}")
            : (own with { Commit = wanted }, "");
    }

    private async Task<Rebuild> BuildAsync(
        ReleaseSource proposed, SourceRevision revision, SourceReading.Read reading, CompilerOptions complete,
        FleetSettings fleet, CancellationToken cancellation)
    {
        var source = revision.ToReleaseSource(reading.TreeDigest) with
        {
            Fleet = fleet.IsImplied ? null : fleet.Name,
            Platform = proposed.Platform,
        };
        var (fresh, tree) = (BundleBuilder.Make(reading.Tree, complete), reading.Tree);
        if (proposed.Held is { IsDefaultOrEmpty: false } held)
        {
            var choice = fresh.Build.Bundle is null && fleet.Isolation is TenantIsolation.Namespace
                ? await new TenantSelection(manifests, revision, live, complete)
                    .ChooseAsync(reading, fresh, cancellation)
                : new(fresh, tree, [], "here none has to be");
            var own = choice.Held.Select(each => each.Part);
            if (choice.Refusal is not null || !own.SequenceEqual(held))
            {
                return new Rebuild.Refused(
                    $"the proposal holds back {Names(held)}, and here "
                    + (choice.Refusal ?? $"it would be {Names(own)}, in line with what is live: have it proposed anew"));
            }

            (fresh, tree, source) = (choice.Fresh, choice.Tree, source with { Held = held });
        }

        return fresh.Build.Bundle is { } bundle
            ? new Rebuild.Made(bundle, source, fleet)
            : new Rebuild.Failed(fresh.Compilation, complete.SourcesWith(tree), fresh.Build.Refusal ?? "");
    }

    private static string NameOf(Bundles.BundleDigest? tree) => tree is { } digest ? $"{digest}" : "none";

    private static string Names(IEnumerable<HeldPart> held) => string.Join(
        ", ", held.Select(part => part.Commit is { } commit
            ? $"{part.Namespace} at {commit}"
            : $"{part.Namespace} altogether"));
}
