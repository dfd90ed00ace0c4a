using System.Diagnostics;
using System.Globalization;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// What <c>gwp up</c> keeps between two starts: keys, the store, the agent's data, logs. One session at a time.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly FileStream held;
    private readonly Dictionary<string, string> noted = new(StringComparer.Ordinal);

    private StateFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string Keys => Join("keys");

    public string Store => Join("store");

    public string AgentData => Join("agent");

    public string Logs => Join("logs");

    /// <summary>True when an earlier session has published something: an agent can go on from that.</summary>
    public bool HasReleases => Directory.Exists(Store) && Directory.EnumerateFileSystemEntries(Store).Any();

    public string Echoes => Join("echoes.json");

    private string Children => Join("children");

    /// <exception cref="BrokenWorldException">Another session holds it, or it cannot be made.</exception>
    public static async Task<StateFolder> OpenAsync(string path, CancellationToken cancellation)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(full, "logs"));
            var held = new FileStream(
                System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            await KeepOutOfGitAsync(full, cancellation);
            var state = new StateFolder(full, held);
            await state.EndLeftoversAsync(cancellation);

            return state;
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException)
            && File.Exists(System.IO.Path.Combine(full, "lock")))
        {
            throw new BrokenWorldException(
                $"another 'gwp up' holds the state folder {full}: end it, or give this one its own with --state DIR",
                    e);
        }
    }

    // The state lies in a folder of manifests, which is most often a repository; keys do not belong into one.
    private static async Task KeepOutOfGitAsync(string path, CancellationToken cancellation)
    {
        var ignore = System.IO.Path.Combine(path, ".gitignore");
        if (!File.Exists(ignore))
        {
            await File.WriteAllTextAsync(ignore, "*\n", cancellation);
        }
    }

    /// <summary>Notes the children, so that the next start knows them if this one could not end them.</summary>
    public ChildProcess Note(ChildProcess child)
    {
        lock (noted)
        {
            noted[child.Name] = $"{child.Id} {StartTime(child.Id)}";
            File.WriteAllLines(Children, noted.Values);
        }

        return child;
    }

    public void Dispose()
    {
        File.Delete(Children);
        held.Dispose();
    }

    // Children end by themselves when their gwp is gone; this waits for it, and only then takes hold of what stayed.
    private async Task EndLeftoversAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Children))
        {
            return;
        }

        var leftovers = (await File.ReadAllLinesAsync(Children, cancellation))
            .Select(line => line.Split(' '))
            .Where(parts =>
                parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(parts => (Id: int.Parse(parts[0], CultureInfo.InvariantCulture), Started: parts[1]))
            .ToList();
        var deadline = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        while (leftovers.Exists(IsAlive) && Stopwatch.GetTimestamp() < deadline)
        {
            await Task.Delay(20, cancellation);
        }

        foreach (var (id, _) in leftovers.Where(IsAlive))
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
    }

    private static bool IsAlive((int Id, string Started) child) => StartTime(child.Id) == child.Started;

    // Field 22 of /proc/PID/stat, counted after the name in parentheses: a number that no later process of the same
    // id has.
    private static string StartTime(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

            return fields[0] == "Z" ? "gone" : fields[19];
        }
        catch (IOException)
        {
            return "gone";
        }
    }

    private string Join(string name) => System.IO.Path.Combine(Path, name);
}
