using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>
/// Kills a writer of a folder store at each of its system calls on the store: opening, locking, writing, synchronizing,
/// renaming, removing, making folders. Whatever is left must be the old object or the new one, and the next writer must
/// get its turn.
/// </summary>
public sealed partial class StoreKillCampaign
{
    private const string Calls = "openat,flock,ftruncate,pwrite64,write,fsync,rename,unlink,mkdir,fchmod";
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(10);

    /// <summary>What a writer finds.</summary>
    private static readonly (string Name, Action<string> Prepare)[] Scenes =
    [
        ("an object", store => Counter.Raise(store, 10)),
        ("an empty store", _ => { }),
        ("what a dead writer left", store =>
        {
            Counter.Raise(store, 10);
            File.WriteAllText(Path.Combine(store, Path.GetDirectoryName(Counter.Name) ?? "", ".tmp-dead"), "half");
        }),
    ];

    /// <summary>Whether system calls can be watched here.</summary>
    public static async Task<bool> CanRunAsync()
    {
        try
        {
            using var probe = Process.Start("strace", ["-qq", "-o", "/dev/null", "true"]);
            await probe.WaitForExitAsync();

            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <param name="scenes">How many of the scenes to play.</param>
    public static async Task<StoreKillReport> RunAsync(int scenes)
    {
        var report = new StoreKillReport([], []);
        foreach (var (name, prepare) in Scenes.Take(scenes))
        {
            foreach (var point in await FindPointsAsync(prepare))
            {
                using var folder = new TemporaryFolder();
                var failure = await KillAsync(folder, prepare, point);
                report.Kills.Add(point.Call);
                if (failure is not null)
                {
                    report.Failures.Add($"{name}, killed at {point.Call} number {point.Occurrence}: {failure}");
                }
            }
        }

        return report;
    }

    /// <summary>The calls of an undisturbed writer that touch the store.</summary>
    private static async Task<KillPoint[]> FindPointsAsync(Action<string> prepare)
    {
        using var folder = new TemporaryFolder();
        var store = folder["store"];
        prepare(store);
        await TraceAsync(store, folder["trace"], []);
        var counts = new Dictionary<string, int>();
        var points = new List<KillPoint>();
        foreach (var line in await File.ReadAllLinesAsync(folder["trace"]))
        {
            if (CallName().Match(line) is not { Success: true, Groups: [_, { Value: var call }] })
            {
                continue;
            }

            counts[call] = counts.GetValueOrDefault(call) + 1;
            if (line.Contains(store, StringComparison.Ordinal))
            {
                points.Add(new(call, counts[call]));
            }
        }

        return [.. points];
    }

    private static async Task<string?> KillAsync(TemporaryFolder folder, Action<string> prepare, KillPoint point)
    {
        var store = folder["store"];
        prepare(store);
        var before = ValueOf(store);
        await TraceAsync(
            store, folder["trace"],
            ["-e", string.Create(CultureInfo.InvariantCulture, $"inject={point.Call}:signal=KILL:when={point.Occurrence}")]);
        var trace = await File.ReadAllLinesAsync(folder["trace"]);
        if (trace is not [.., var last, "+++ killed by SIGKILL +++"] || !last.Contains(store, StringComparison.Ordinal))
        {
            return "it was killed elsewhere, or not at all";
        }

        if (ValueOf(store) is not { } after)
        {
            return "half an object is left";
        }

        if (after != before && after != before + 1)
        {
            return $"{before} became {after}";
        }

        var clock = Stopwatch.StartNew();
        Counter.Raise(store, 1);
        var left = Directory.EnumerateFiles(store, ".tmp-*", SearchOption.AllDirectories).ToArray();

        return clock.Elapsed > TurnLimit ? $"the next writer waited for {clock.Elapsed.TotalSeconds:F0} seconds"
            : ValueOf(store) != after + 1 ? $"the next writer made {ValueOf(store)} of {after}"
            : left is [] ? null
            : $"the next writer left {string.Join(", ", left)}";
    }

    private static int? ValueOf(string store)
    {
        try
        {
            return Counter.Read(new(store)).Value;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // The writer does all on its main thread, which alone is watched: the same calls in the same order each time.
    private static async Task TraceAsync(string store, string trace, string[] injection)
    {
        var start = new ProcessStartInfo(
            "strace", ["-qq", "-y", "-s", "0", "-o", trace, "-e", $"trace={Calls}", .. injection, Counter.Program])
        {
            RedirectStandardError = true,
        };
        start.Environment[Counter.StoreVariable] = store;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("strace did not start");
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    [GeneratedRegex(@"^(\w+)\(")]
    private static partial Regex CallName();

    private sealed record KillPoint(string Call, int Occurrence);
}

/// <param name="Kills">The system call of each kill.</param>
public sealed record StoreKillReport(List<string> Kills, List<string> Failures)
{
    public override string ToString() =>
        $"{Kills.Count} kills ({string.Join(", ", Kills.CountBy(call => call).Select(call => $"{call.Key} {call.Value}"))}); "
        + $"{Failures.Count} failures";
}
