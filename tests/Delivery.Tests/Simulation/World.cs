using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Retention;
using GatewayPipeline.Delivery.Tests.Publishing;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>A state of the repository: commits are pushed one after the other, and contents come back.</summary>
internal sealed record Commit(int Number, DateTimeOffset PushedAt, Bundle Bundle)
{
    private const string Prefix = "commit-";

    public string Id => Prefix + Number.ToString("D4", CultureInfo.InvariantCulture);

    public static int NumberOf(string? id) => int.Parse((id ?? Prefix + "-1")[Prefix.Length..], CultureInfo.InvariantCulture);
}

/// <summary>All that there is in one run: a store, a repository, and those who work with both.</summary>
internal sealed class World
{
    public const string Channel = "edge";
    private const int MostLines = 200_000;
    private static readonly TimeSpan FaultyTime = TimeSpan.FromDays(4);
    private static readonly TimeSpan CalmTime = TimeSpan.FromHours(34);

    private static readonly Lazy<ImmutableArray<Bundle>> Contents =
        new(() => [.. Enumerable.Range(0, 5).Select(number => Workshop.BundleOf($"content {number}"))]);

    private static readonly RolloutPlan Steps = new()
    {
        Stages = [new(50, TimeSpan.FromMinutes(10)), new(100, TimeSpan.FromMinutes(10))],
        Bake = TimeSpan.FromMinutes(30),
    };

    private readonly List<string> violations = [];
    private readonly List<string> lines = [];
    private readonly SimulationKeys keys;
    private readonly DateTimeOffset rotation;

    public World(int seed, StoreDefects defects)
    {
        Faults = new(new(seed));
        Schedule = new();
        var random = Faults.Random;
        keys = SimulationKeys.Of(random.Next(2));
        CalmFrom = Schedule.Now + FaultyTime;
        End = CalmFrom + CalmTime;
        rotation = random.Next(3) is 0 ? Schedule.Now + Faults.DrawUpTo(FaultyTime) : DateTimeOffset.MaxValue;
        Plan = random.Next(2) is 0 ? null : Steps;
        Store = new(new Actor(this, "store", _ => Task.CompletedTask), defects);
        Inspector = new(this);
        Commits = [.. PushTimes(random).Order().Select(
            (at, number) => new Commit(number, at, Contents.Value[random.Next(Contents.Value.Length)]))];
    }

    public static RetentionPolicy Retention { get; } = new()
    {
        Releases = 2,
        ReleaseAge = TimeSpan.FromHours(30),
        ReportAge = TimeSpan.FromDays(1),
        Young = TimeSpan.FromHours(25),
        Grace = TimeSpan.FromHours(8),
    };

    public FaultPlan Faults { get; }

    public Schedule Schedule { get; }

    public ModelStore Store { get; }

    public Inspector Inspector { get; }

    public ImmutableArray<Commit> Commits { get; }

    /// <summary>How releases come to the gateways; null: to all at once.</summary>
    public RolloutPlan? Plan { get; }

    public DateTimeOffset CalmFrom { get; }

    public DateTimeOffset End { get; }

    /// <summary>The keys of today.</summary>
    public PublisherKeys Keys => Schedule.Now < rotation ? keys.Keys : keys.Rotated;

    public ImmutableArray<PublisherKeys> AllKeys => [keys.Keys, keys.Rotated];

    public bool IsToday(PublisherKeys used) => ReferenceEquals(used, Keys);

    public Commit Newest => Commits.Last(commit => commit.PushedAt <= Schedule.Now);

    public int Removed { get; set; }

    public int Calls { get; set; }

    public IReadOnlyList<string> Violations => violations;

    public IReadOnlyList<string> Lines => lines;

    public void Say(string who, string what)
    {
        if (lines.Count < MostLines)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Schedule.Now:dd HH:mm:ss.fff} {who}: {what}"));
        }
    }

    public void Report(string violation)
    {
        Say("VIOLATION", violation);
        if (!violations.Contains(violation))
        {
            violations.Add(violation);
        }
    }

    public static bool IsKnown(BundleDigest content) => Contents.Value.Any(each => each.ContentDigest == content);

    // Bursts and long silences. The last push is when the faults are over.
    private IEnumerable<DateTimeOffset> PushTimes(Random random)
    {
        yield return Schedule.Now;
        for (var burst = random.Next(3, 7); burst > 0; burst--)
        {
            var at = Schedule.Now + Faults.DrawUpTo(FaultyTime);
            for (var push = random.Next(1, 4); push > 0; push--)
            {
                yield return at += Faults.DrawUpTo(TimeSpan.FromSeconds(2));
            }
        }

        yield return CalmFrom + TimeSpan.FromMinutes(1);
    }
}
