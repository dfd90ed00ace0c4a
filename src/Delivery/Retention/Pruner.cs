using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>
/// Removes what nothing names any more, in two steps: what is found unnamed is written down, and is removed by a pruning
/// that finds it unnamed still, a day later or more. Publications may go on meanwhile: whatever they come to name, they
/// have written within the last days, and what was written since it was listed is not removed.
/// </summary>
public sealed class Pruner(
    IStoreReader reader, IStoreWriter writer, IStoreLister lister, RootChain roots, TimeProvider time,
    RetentionPolicy? policy = null)
{
    // Roots never, heads never, and reports are not in the way.
    private static readonly ImmutableArray<string> Folders =
        ["attest/", "blobs/sha256/", "builds/", "leases/", "proposals/", "releases/"];

    private readonly RetentionPolicy policy = policy ?? RetentionPolicy.Default;

    /// <param name="isTrial">Nothing is written and nothing removed: what would be is told.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer. What was removed so far was due.</exception>
    public async Task<Pruning> PruneAsync(bool isTrial, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (marks, etag, unreadable) = await ReadMarksAsync(cancellation);
        if (unreadable is not null)
        {
            return new Pruning.Refused(unreadable);
        }

        var kept = new KeptObjects();
        var heads = new HeadRetention(reader, lister, roots, kept);
        if (await heads.KeepAsync(cancellation) is { } unknown)
        {
            return new Pruning.Refused(unknown);
        }

        var objects = await ListAsync(cancellation);
        if (await KeepReleasesAsync(objects, heads.Heads, kept, now, cancellation) is { } refusal)
        {
            return new Pruning.Refused(refusal);
        }

        var fates = FatesOf(objects, kept, marks, now);
        if (isTrial)
        {
            return new Pruning.Done([.. fates.Select(each => each.Fate)]);
        }

        var written = await writer.ReplaceAsync(StoreLayout.PruneMarks, MarksOf(fates).ToJson(), etag, cancellation);

        return written is StoreWrite.Written
            ? await SweepAsync(fates, cancellation)
            : new Pruning.Refused("another pruning is at work on this store: run it again when that is done");
    }

    private async Task<(PruneMarks Marks, string? ETag, string? Unreadable)> ReadMarksAsync(
        CancellationToken cancellation) =>
        await reader.GetAsync(StoreLayout.PruneMarks, unlessETag: null, PruneMarks.LargestSize, cancellation) switch
        {
            StoreRead.Missing => (PruneMarks.None, null, null),
            StoreRead.Found found when PruneMarks.TryRead(found.Content.Span) is { } read => (read, found.ETag, null),
            _ => (PruneMarks.None, null,
                $"{StoreLayout.PruneMarks} cannot be read: remove it to begin anew, or use a newer program"),
        };

    private async Task<List<StoredObject>> ListAsync(CancellationToken cancellation)
    {
        var objects = new List<StoredObject>();
        foreach (var folder in Folders)
        {
            objects.AddRange(await lister.ListObjectsAsync(folder, cancellation).ToListAsync(cancellation));
        }

        return objects;
    }

    private async Task<string?> KeepReleasesAsync(
        List<StoredObject> objects, IReadOnlyDictionary<string, ChannelHead> heads, KeptObjects kept, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var reported = await new ReportRetention(reader, lister, policy, now).FindAsync(cancellation);

        return await new ReleaseRetention(reader, heads, kept, policy, now).KeepAsync(
                [.. objects.Where(each => IsIn(each, "releases/"))], reported, cancellation)
            ?? await new ProposalRetention(reader, kept, policy, now).KeepAsync(
                objects.Where(each => IsIn(each, "proposals/")), cancellation);
    }

    private List<(StoredObject Object, ObjectFate Fate)> FatesOf(
        List<StoredObject> objects, KeptObjects kept, PruneMarks marks, DateTimeOffset now)
    {
        var blobs = objects.Where(each => IsIn(each, "blobs/") && ReasonFor(each, kept, now) is not null)
            .Select(each => each.Path.Split('/')[^1]).ToHashSet(StringComparer.Ordinal);

        return [.. objects.Select(each => (each, FateOf(each)))];

        ObjectFate FateOf(StoredObject found)
        {
            var reason = ReasonFor(found, kept, now)
                ?? (IsIn(found, "attest/") && blobs.Contains(found.Path.Split('/')[1]) ? "its bundle is kept" : null);
            if (reason is not null)
            {
                return new ObjectFate.Kept(found.Path, reason);
            }

            // A mark of the future is that of a clock that was wrong.
            var since = marks.Marks.TryGetValue(found.Path, out var marked) && marked <= now ? marked : now;

            return since + policy.Grace <= now
                ? new ObjectFate.Removed(found.Path, since)
                : new ObjectFate.Marked(found.Path, since, since + policy.Grace);
        }
    }

    private string? ReasonFor(StoredObject found, KeptObjects kept, DateTimeOffset now) =>
        kept.ReasonFor(found.Path)
        ?? (found.Modified > now - policy.Young ? $"written within {policy.Young.TotalDays:0.##} days"
            : IsIn(found, "builds/") && found.Modified > now - policy.ReleaseAge
                ? $"written within {policy.ReleaseAge.TotalDays:0.##} days"
                : null);

    private static PruneMarks MarksOf(List<(StoredObject, ObjectFate Fate)> fates) => PruneMarks.Of(
        fates.Select(each => each.Fate switch
        {
            ObjectFate.Marked marked => (marked.Path, marked.Since),
            ObjectFate.Removed removed => (removed.Path, removed.Since),
            _ => ("", default),
        }).Where(mark => mark.Item1 is not "").Select(mark => KeyValuePair.Create(mark.Item1, mark.Item2)));

    private async Task<Pruning> SweepAsync(
        List<(StoredObject Object, ObjectFate Fate)> fates, CancellationToken cancellation)
    {
        var done = ImmutableArray.CreateBuilder<ObjectFate>(fates.Count);
        foreach (var (found, fate) in fates)
        {
            done.Add(fate is ObjectFate.Removed && !await writer.DeleteUnmodifiedAsync(found, cancellation)
                ? new ObjectFate.Kept(found.Path, "written again meanwhile")
                : fate);
        }

        return new Pruning.Done(done.MoveToImmutable());
    }

    private static bool IsIn(StoredObject found, string folder) =>
        found.Path.StartsWith(folder, StringComparison.Ordinal);
}
