using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Functions.Tests.Storm;

/// <summary>
/// Pushes to many repositories while the app is killed again and again, its store misbehaves and its events are late,
/// doubled and lost. Afterwards every push has to be released, superseded, or refused with a reason.
/// </summary>
public sealed class PushStorm(int repositories, int pushes, int seed)
{
    private const int PoisonOfHundred = 8;

    private readonly Random random = new(seed);
    private readonly Dictionary<string, int> answers = [];

    /// <summary>How long the pushes are spread over.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The mean of the time between two kills.</summary>
    public TimeSpan Between { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long everything may take to settle, once it is calm.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    public async Task<StormReport> RunAsync(CancellationToken cancellation)
    {
        await using var scene = await StormScene.BeginAsync(repositories, FaultMix.Stormy, seed, cancellation);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var killing = KillAsync(scene, over.Token);
        for (var number = 0; number < pushes; number++)
        {
            var repository = scene.Repositories[random.Next(repositories)];
            var push = repository.Push(random.Next(100) < PoisonOfHundred);
            Count(await scene.TellAsync(client, repository, push, cancellation));
            await Task.Delay(Duration * (random.NextDouble() * 2 / pushes), cancellation);
        }

        await over.CancelAsync();
        await killing;
        scene.Faults.IsCalm = true;
        var watch = Stopwatch.StartNew();
        var judged = await JudgeAsync(scene, cancellation);
        while (judged.Open.Count > 0 && watch.Elapsed < Patience)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            judged = await JudgeAsync(scene, cancellation);
        }

        return judged with
        {
            Seed = seed,
            Kills = scene.Host.Kills,
            Replacements = scene.Host.Replacements,
            Spoiled = scene.Faults.Spoiled,
            Settled = watch.Elapsed,
            Answers = answers,
            PutAside = await ReadPoisonedAsync(scene, cancellation),
        };
    }

    private void Count(int? answer)
    {
        var name = answer?.ToString(CultureInfo.InvariantCulture) ?? "nobody there";
        answers[name] = answers.GetValueOrDefault(name) + 1;
    }

    private async Task KillAsync(StormScene scene, CancellationToken cancellation)
    {
        var own = new Random(seed + 1);
        try
        {
            while (true)
            {
                await Task.Delay(Between * (0.5 + own.NextDouble()), cancellation);
                scene.Host.Kill();
            }
        }
        catch (OperationCanceledException)
        {
            // The storm is over.
        }
    }

    private static async Task<StormReport> JudgeAsync(StormScene scene, CancellationToken cancellation)
    {
        var report = new StormReport();
        foreach (var repository in scene.Repositories.Where(each => each.Pushes.Count > 0))
        {
            var released = await ReleasedAsync(scene, repository.Name, cancellation);
            var live = await LiveAsync(scene, repository.Name, cancellation);
            var newest = repository.Pushes[^1];
            foreach (var (push, index) in repository.Pushes.Select((push, index) => (push, index)))
            {
                var isLast = push == newest;
                var refused = ReasonOf(scene, repository.Name, push.Commit);
                if (push.IsPoison && released.Contains(push.Commit))
                {
                    report.Wrong.Add($"{repository.Name} {push.Commit}: has errors, and was released");
                }
                else if (released.Contains(push.Commit))
                {
                    report.Released++;
                }
                else if (refused is { Length: > 0 })
                {
                    report.Refused++;
                }
                else if (!isLast && repository.Pushes.Skip(index + 1).Any(later =>
                    released.Contains(later.Commit) || ReasonOf(scene, repository.Name, later.Commit) is { Length: > 0 }))
                {
                    report.Superseded++;
                }
                else
                {
                    report.Open.Add($"{repository.Name} {push.Commit}: neither released, superseded nor refused");
                }
            }

            if (!newest.IsPoison && live != newest.Commit)
            {
                report.Open.Add($"{repository.Name}: {live ?? "nothing"} is live, and {newest.Commit} was pushed last");
            }
        }

        return report;
    }

    private static string? ReasonOf(StormScene scene, string source, string commit) =>
        scene.Refusals.FirstOrDefault(told =>
            (string?)told["source"] == $"/sources/{source}" && (string?)told["data"]?["commit"] == commit)
            is { } found ? (string?)found["data"]?["reason"] : null;

    private static async Task<HashSet<string>> ReleasedAsync(
        StormScene scene, string channel, CancellationToken cancellation)
    {
        var commits = new HashSet<string>(StringComparer.Ordinal);
        var lister = scene.Store.Lister ?? throw new InvalidOperationException("it gives no list");
        await foreach (var path in lister.ListAsync($"releases/{channel}/", cancellation))
        {
            if (await scene.Store.Reader.GetAsync(path, null, Limits.ReleaseBytes, cancellation) is StoreRead.Found found
                && new TrustPolicy(scene.Keys.Root, channel).VerifyRelease(found.Content)
                    is ReleaseVerdict.Trusted { Release.Source.Commit: { } commit })
            {
                commits.Add(commit);
            }
        }

        return commits;
    }

    private static async Task<string?> LiveAsync(StormScene scene, string channel, CancellationToken cancellation) =>
        await scene.Store.Reader.GetAsync(StoreLayout.Head(channel), null, Limits.HeadBytes, cancellation)
            is StoreRead.Found found
        && new TrustPolicy(scene.Keys.Root, channel).VerifyHead(found.Content, floor: null, DateTimeOffset.UtcNow)
            is HeadVerdict.Trusted { Head.Source: { } source }
            ? source.Commit
            : null;

    private static async Task<List<string>> ReadPoisonedAsync(StormScene scene, CancellationToken cancellation)
    {
        var reasons = new List<string>();
        while ((await scene.Poisoned.ReceiveMessagesAsync(32, cancellationToken: cancellation)).Value is { Length: > 0 } some)
        {
            reasons.AddRange(some.Select(message => (string?)JsonNode.Parse(message.Body)?["reason"] ?? "no reason"));
        }

        return reasons;
    }
}
