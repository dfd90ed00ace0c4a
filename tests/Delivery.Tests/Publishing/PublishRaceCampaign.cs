using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>
/// Bursts of pushes to one branch, while twenty publishers are started at random times, as events and timers would.
/// After each burst the head is at the newest commit, no head ever went back, and at most two have compiled. A burst
/// ends before the first compilation of it is over; when each push and each publisher comes, the seed decides.
/// </summary>
public sealed class PublishRaceCampaign : IDisposable
{
    private const int Publishers = 20;
    private const int MostPushes = 5;
    private const int MostMilliseconds = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PublishScene scene = new();
    private readonly Random random;
    private readonly ImmutableArray<string> commits;
    private int pushed;

    private PublishRaceCampaign(int seed, int rounds)
    {
        random = new(seed);
        commits = Import(scene.Repository, 1 + (rounds * MostPushes));
    }

    public static async Task<PublishRaceReport> RunAsync(int seed, int rounds, CancellationToken cancellation)
    {
        var report = new PublishRaceReport();
        using var campaign = new PublishRaceCampaign(seed, rounds);
        for (var round = 1; round <= rounds && report.Failure is null; round++)
        {
            var failure = await campaign.RaceAsync(report, cancellation).WaitAsync(Patience, cancellation);
            report.Rounds++;
            report.Failure = failure is null
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"seed {seed}, round {round}: {failure}");
        }

        return report;
    }

    public void Dispose() => scene.Dispose();

    private async Task<string?> RaceAsync(PublishRaceReport report, CancellationToken cancellation)
    {
        var burst = random.Next(1, MostPushes + 1);
        Push();
        var events = new BurstEvents();
        var pushing = PushAllAsync([.. Enumerable.Range(1, burst - 1).Select(_ => Pause())], events);
        var delays = Enumerable.Range(0, Publishers).Select(_ => Pause()).ToArray();
        var publications = await Task.WhenAll(delays.Select(delay => Task.Run(
            async () =>
            {
                await Task.Delay(delay, cancellation);

                return await PublishAsync(events, cancellation);
            },
            cancellation)));
        await pushing;

        // Each push raises an event: one that comes after the last of them.
        var last = await PublishAsync(events, cancellation);
        report.Pushes += burst;
        report.Compilations += events.Compilations;

        return Judge([.. publications, last], events.Compilations);
    }

    private string? Judge(ImmutableArray<ChannelPublication> publications, int compilations)
    {
        var refused = publications.FirstOrDefault(each => each.Outcome is Publication.Refused);
        var published = publications
            .Select(each => (each.Outcome as Publication.Published)?.Head).OfType<ChannelHead>()
            .OrderBy(head => head.Revision)
            .Select(head => commits.IndexOf(head.Source?.Commit ?? ""))
            .ToArray();

        return refused is not null ? $"{refused.Outcome}"
            : publications[^1].Head?.Source?.Commit != commits[pushed - 1] ? "the head is not at the newest commit"
            : !published.SequenceEqual(published.Order()) ? "a head went back to an older commit"
            : compilations is < 1 or > 2 ? $"{compilations} compilations of one burst"
            : null;
    }

    private async Task<ChannelPublication> PublishAsync(IReleaseEvents events, CancellationToken cancellation)
    {
        var place = scene.Place(scene.Workshop.Store, scene.Workshop.Store) with
        {
            Events = events,
            Lease = new() { Duration = Patience, LongestWait = Patience },
        };
        var source = PublishScene.Open(scene.Repository.FullPath, "main");

        return (await new Publisher(place).PublishAsync(new(source), PublishScene.Request, cancellation))[0];
    }

    private async Task PushAllAsync(TimeSpan[] pauses, BurstEvents events)
    {
        foreach (var pause in pauses)
        {
            await Task.Delay(pause);
            Push();
        }

        events.EndBurst();
    }

    // As git does it: a new file, and a rename over the old one.
    private void Push()
    {
        var path = Path.Combine(scene.Repository.FullPath, ".git", "refs", "heads", "main");
        File.WriteAllText(path + ".lock", commits[pushed++] + "\n");
        File.Move(path + ".lock", path, overwrite: true);
    }

    private TimeSpan Pause() => TimeSpan.FromMilliseconds(random.Next(MostMilliseconds + 1));

    private static ImmutableArray<string> Import(GitRepository repository, int count)
    {
        var stream = new StringBuilder();
        for (var number = 1; number <= count; number++)
        {
            var tree = PublishScene.Gateway + PublishScene.Routes("shop", $"commit-{number}", "shop.example.com");
            stream.Append("commit refs/heads/all\ncommitter A <a@example.com> 1700000000 +0000\ndata 6\nchange\n")
                .Append("M 100644 inline tree.yaml\n")
                .Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(tree)}\n{tree}\n");
        }

        GitRepository.RunIn(
            repository.FullPath, Encoding.UTF8.GetBytes(stream.ToString()), "fast-import", "--quiet");
        var list = repository.Run("rev-list", "--reverse", "refs/heads/all");

        return [.. list.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Counts compilations, and lets none be over before the burst is.</summary>
    private sealed class BurstEvents : IReleaseEvents
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int compilations;

        public int Compilations => Volatile.Read(ref compilations);

        public void EndBurst() => ended.SetResult();

        public async Task HearAsync(ReleaseEvent happened, CancellationToken cancellation)
        {
            if (happened is ReleaseEvent.Compiled)
            {
                Interlocked.Increment(ref compilations);
                await ended.Task.WaitAsync(cancellation);
            }
        }
    }
}

/// <summary>What came of the races.</summary>
public sealed record PublishRaceReport
{
    public int Rounds { get; set; }

    public int Pushes { get; set; }

    public int Compilations { get; set; }

    /// <summary>Null: none.</summary>
    public string? Failure { get; set; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Rounds} bursts, {Pushes} pushes, {Compilations} compilations; {Failure ?? "no failure"}");
}
