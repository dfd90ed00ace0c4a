using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Publishing.Building;
using GatewayPipeline.Delivery.Publishing.Checks;
using GatewayPipeline.Delivery.Publishing.Tenants;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Where a publisher works: its store, its keys, its clock, and who hears of it.</summary>
public sealed record PublisherPlace(
    IStoreReader Reader, IStoreWriter Writer, PublisherKeys Keys, TimeProvider Time, IReleaseEvents Events)
{
    public LeaseTerms Lease { get; init; } = LeaseTerms.Default;
}

/// <summary>
/// Brings one channel in line with one source. Nothing but the source and the head counts, and both are looked at
/// anew in every attempt: so it may be run any number of times, by many at once, and be killed anywhere.
/// </summary>
internal sealed class PublishRun(PublisherPlace place, PublishSources sources, PublishRequest request, string channel)
{
    private const int MostAttempts = 64;
    private const int LongestPauseMilliseconds = 200;

    private readonly ReleasePublisher releases = new(place.Reader, place.Writer, place.Keys, place.Time);
    private readonly HeadWriter heads =
        new(place.Reader, place.Writer, place.Keys.Roots, place.Keys.For(channel).Channel, channel);
    private readonly BuildMemos memos = new(place.Reader, place.Writer, place.Keys.For(channel));
    private readonly ChannelLease lease = new(place.Reader, place.Writer, channel, place.Time, place.Lease);

    private SourceRevision? asked;
    private LiveHead? live;
    private SourceRevision revision = new() { Repository = "" };
    private SourceReading.Read? platform;
    private SourceReading.Read? manifests;
    private FleetSettings? fleet;
    private ReleaseSource source = new("");
    private BuildInputs? inputs;
    private Build? build;
    private BuildMemo? inLine;
    private bool isShrinking;

    private CompilerOptions Options => request.Options with { Platform = platform?.Tree };

    private string Environment => place.Keys.Root.Environment;

    public async Task<ChannelPublication> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var publication = await RepeatAsync(cancellation);
            await place.Events.HearAsync(new ReleaseEvent.Ended(publication), cancellation);

            return publication;
        }
        finally
        {
            await lease.ReleaseAsync();
        }
    }

    private async Task<ChannelPublication> RepeatAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TryAsync(cancellation) is Step.End end)
            {
                return await ConcludeAsync(end.Outcome, cancellation);
            }

            var longest = Math.Min(LongestPauseMilliseconds, 4 << Math.Min(attempt, 6));
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, longest)), place.Time, cancellation);
        }

        return await ConcludeAsync(
            new Publication.Refused(
                $"channel '{channel}' or its source changed {MostAttempts} times meanwhile: "
                + "others write it all the time"),
            cancellation);
    }

    private async Task<Step?> TryAsync(CancellationToken cancellation) =>
        await ReadHeadAsync(cancellation)
        ?? await ResolveAsync(cancellation)
        ?? await StopIfInLineAsync(cancellation)
        ?? await TakeTurnAsync(cancellation)
        ?? await ReadManifestsAsync(cancellation)
        ?? await CheckHistoryAsync(cancellation)
        ?? await BuildAsync(cancellation)
        ?? await CheckSizeAsync(cancellation)
        ?? await ReleaseAsync(cancellation);

    private async Task<Step?> ReadHeadAsync(CancellationToken cancellation)
    {
        (live, var refusal) = await heads.ReadLiveAsync(cancellation);

        return refusal is null ? null : Step.Refuse(refusal);
    }

    private async Task<Step?> ResolveAsync(CancellationToken cancellation)
    {
        // After the head was read: then what is live was there before the source was asked.
        var (found, refusal) = await sources.Manifests.FindRevisionAsync(cancellation);
        if (found is null)
        {
            return Step.Refuse(refusal);
        }

        revision = found;
        asked ??= found;
        if (sources.Platform is { } own)
        {
            (platform, refusal) = await own.ReadNewestAsync(cancellation);
            if (platform is null)
            {
                return Step.Refuse($"the platform's source: {refusal}");
            }
        }

        await place.Events.HearAsync(new ReleaseEvent.Resolved(channel, revision), cancellation);

        return null;
    }

    private async Task<Step?> StopIfInLineAsync(CancellationToken cancellation)
    {
        if (request.AllowShrink && live is { AllowsShrink: false })
        {
            return null;
        }

        if (live is not { IsCurrent: true, Head: { Source: { Commit: { } commit } named } head }
            || (named.Repository, commit, named.Path) != (revision.Repository, revision.Commit, revision.Path)
            || BuildInputs.Of(named, Options, platform?.TreeDigest, Environment) is not { } known
            || await memos.FindAsync(known.Digest, cancellation) is not { Bundle: { } built } memo)
        {
            return null;
        }

        var isInLine = built.ContentDigest == HeadTarget.Newest(head).Bundle.ContentDigest
            || built.ContentDigest == head.Withdrawn?.ContentDigest
            || await IsRollbackAsync(head, cancellation);
        if (!isInLine)
        {
            return null;
        }

        (source, inLine) = (named, memo);

        return asked?.Commit == revision.Commit
            ? Step.Finish(new Publication.Unchanged(head))
            : Step.Finish(new Publication.Superseded(head));
    }

    // Somebody went back on purpose: only a new commit ends that.
    private async Task<bool> IsRollbackAsync(ChannelHead head, CancellationToken cancellation) =>
        await place.Reader.GetAsync(
            StoreLayout.Release(head.Channel, head.Epoch, HeadTarget.Newest(head).Release.Sequence), null,
            Limits.ReleaseBytes, cancellation) is StoreRead.Found record
        && new TrustPolicy(place.Keys.Root, channel).VerifyRelease(record.Content)
            is ReleaseVerdict.Trusted { Release.RollbackTo: not null };

    private async Task<Step?> TakeTurnAsync(CancellationToken cancellation)
    {
        if (lease.IsHeld)
        {
            return null;
        }

        // Between the look at the head and the turn another may have had one, even if this one did not wait.
        if (await lease.TakeAsync(cancellation)
            && (await heads.ReadLiveAsync(cancellation)).Live?.ETag == live?.ETag)
        {
            return null;
        }

        await place.Events.HearAsync(new ReleaseEvent.Waited(channel), cancellation);

        return new Step.Again();
    }

    private async Task<Step?> ReadManifestsAsync(CancellationToken cancellation)
    {
        (manifests, var refusal) = await sources.Manifests.FindManifestsAsync(revision, cancellation);
        if (manifests is null)
        {
            return Step.Refuse(refusal);
        }

        var fleets = FleetCatalog.Read(manifests.Tree, platform?.Tree);
        fleet = (FleetChoice.Among(fleets, request.Options.Fleet) as FleetChoice.Chosen)?.Fleet;
        source = revision.ToReleaseSource(manifests.TreeDigest) with
        {
            Fleet = fleet is { IsImplied: false } ? fleet.Name : null,
            Platform = platform?.TreeDigest,
        };

        return null;
    }

    private async Task<Step?> CheckHistoryAsync(CancellationToken cancellation)
    {
        var isForceAllowed = request.AllowForcePush || fleet?.ForcePush is ForcePushPolicy.Allow;
        var (refusal, forcedFrom) = await HistoryCheck.AskAsync(
            sources.Manifests, live?.Head.Source, revision, isForceAllowed, cancellation);
        source = source with { ForcedFrom = forcedFrom };

        return refusal is null ? null : Step.Refuse(refusal);
    }

    private async Task<Step?> BuildAsync(CancellationToken cancellation)
    {
        var wanted = BuildInputs.Of(source, Options, platform?.TreeDigest, Environment);
        if (manifests is null || wanted is null)
        {
            throw new UnreachableException();
        }

        // What is held back depends on what is live, too.
        if (build is null || wanted.Digest != inputs?.Digest || IsIsolated)
        {
            inputs = wanted;
            build = await RecallAsync(wanted, cancellation) ?? await CompileAsync(manifests, wanted, cancellation);
        }

        return build.Bundle is null ? Step.Refuse(build.Refusal ?? "") : null;
    }

    private bool IsIsolated => fleet?.Isolation is TenantIsolation.Namespace;

    private async Task<Build?> RecallAsync(BuildInputs wanted, CancellationToken cancellation)
    {
        var remembered = await memos.FindAsync(wanted.Digest, cancellation) is { } memo
            ? await memos.OpenAsync(memo, cancellation)
            : null;
        if (remembered is not null)
        {
            await place.Events.HearAsync(new ReleaseEvent.Remembered(channel, remembered), cancellation);
        }

        return remembered;
    }

    private async Task<Build> CompileAsync(
        SourceReading.Read reading, BuildInputs wanted, CancellationToken cancellation)
    {
        var fresh = BundleBuilder.Make(reading.Tree, Options);
        await HearAsync(fresh, reading.Tree, cancellation);
        if (fresh.Build.Bundle is null && IsIsolated)
        {
            return await HoldBackAsync(reading, fresh, cancellation);
        }

        if (fresh.Build.Bundle is null)
        {
            await memos.PutAsync(wanted.Digest, fresh.Build, cancellation);
        }

        return fresh.Build;
    }

    private async Task<Build> HoldBackAsync(
        SourceReading.Read reading, FreshBuild whole, CancellationToken cancellation)
    {
        var choice = await new TenantSelection(sources.Manifests, revision, live?.Head.Source, Options)
            .ChooseAsync(reading, whole, cancellation);
        if (choice.Refusal is { } refusal)
        {
            return whole.Build with
            {
                Refusal = $"{whole.Build.Refusal}, and no namespace can be held back for it: {refusal}",
            };
        }

        source = source with { Held = [.. choice.Held.Select(held => held.Part)] };
        inputs = BuildInputs.Of(source, Options, platform?.TreeDigest, Environment);
        await HearAsync(choice.Fresh, choice.Tree, cancellation);
        foreach (var held in choice.Held)
        {
            await place.Events.HearAsync(new ReleaseEvent.HeldBack(channel, held), cancellation);
        }

        return choice.Fresh.Build with { Findings = HeldFindings.AddTo(choice.Fresh.Build.Findings, choice.Held) };
    }

    private Task HearAsync(FreshBuild fresh, ManifestTree tree, CancellationToken cancellation) =>
        place.Events.HearAsync(
            new ReleaseEvent.Compiled(channel, fresh.Build, fresh.Compilation, Options.SourcesWith(tree)),
            cancellation);

    private bool IsShrinkAllowed =>
        request.AllowShrink || CommitTrailers.Allows(manifests?.Message, CommitTrailers.AllowShrink);

    private async Task<Step?> CheckSizeAsync(CancellationToken cancellation)
    {
        if (IsShrinkAllowed || build?.Bundle is not { } bundle)
        {
            return null;
        }

        (var refusal, isShrinking) = await new ShrinkCheck(place.Reader).AskAsync(
            live?.Head, bundle, fleet?.Guard ?? ShrinkGuard.Default, cancellation);

        return refusal is null ? null : Step.Refuse(refusal);
    }

    private async Task<Step?> ReleaseAsync(CancellationToken cancellation)
    {
        if (build is not { Bundle: { } bundle } || inputs is null)
        {
            throw new UnreachableException();
        }

        var outcome = await releases.PublishAsync(
            bundle, ReleaseRequest with
            {
                AllowShrink = IsShrinkAllowed || isShrinking,
                BasedOn = HeadVersion.Of(live?.Head),
            },
            cancellation);
        if (outcome is Publication.Superseded)
        {
            return new Step.Again();
        }

        // Last, since it only saves work: a memo that is missing is written by the next one.
        if (outcome is not Publication.Refused && !build.IsRemembered)
        {
            await memos.PutAsync(inputs.Digest, build, cancellation);
        }

        return Step.Finish(outcome);
    }

    /// <summary>Whatever came of it, the head must not expire for that.</summary>
    private async Task<ChannelPublication> ConcludeAsync(Publication outcome, CancellationToken cancellation)
    {
        var renewed = outcome is Publication.Published
            ? null
            : await releases.RenewAsync(ReleaseRequest, cancellation);

        return new(channel, outcome)
        {
            Fleet = fleet?.Name ?? request.Options.Fleet,
            Head = renewed ?? (outcome as Publication.Published)?.Head ?? live?.Head,
            Source = source.Repository is "" ? null : source,
            Bundle = inLine is not null && live is not null
                ? HeadTarget.Newest(live.Head).Bundle
                : build?.Bundle?.Reference,
            Findings = inLine?.Findings ?? build?.Findings,
        };
    }

    private ReleaseRequest ReleaseRequest => new()
    {
        Channel = channel,
        Source = source,
        TraceId = request.TraceId,
        DeliveryId = request.DeliveryId,
        HeadLifetime = request.HeadLifetime,
        Rollout = request.Rollout ?? fleet?.Rollout,
        AllowWithdrawn = request.AllowWithdrawn,
    };

    /// <summary>Where an attempt leads; null: on.</summary>
    private abstract record Step
    {
        public sealed record Again : Step;

        public sealed record End(Publication Outcome) : Step;

        public static End Finish(Publication outcome) => new(outcome);

        public static End Refuse(string reason) => new(new Publication.Refused(reason));
    }
}
