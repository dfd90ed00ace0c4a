using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>
/// What was fetched of one remote repository: single commits without their history, and the history where it was asked for.
/// One process at a time has its turn; the lock is the system's and ends with the process.
/// </summary>
internal sealed class RepositoryCache : IDisposable
{
    private const int KeyLength = 32;
    private const int MostSnapshots = 4;
    private const int LongestPauseMilliseconds = 50;
    private const string Unfinished = "new-";

    private readonly string folder;
    private readonly SafeFileHandle turn;

    private RepositoryCache(string folder, SafeFileHandle turn) => (this.folder, this.turn) = (folder, turn);

    /// <summary>A bare repository with all that leads to some commits; it need not be there.</summary>
    public string History => Path.Combine(folder, "history");

    /// <summary>Waits for its turn as long as it may.</summary>
    public static async Task<RepositoryCache> EnterAsync(
        string cache, string repository, CancellationToken cancellation)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository)))[..KeyLength];
        var folder = Path.Combine(cache, "git", key);
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                var entered = new RepositoryCache(folder, File.OpenHandle(
                    Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                entered.Sweep();

                return entered;
            }
            catch (IOException) when (!cancellation.IsCancellationRequested)
            {
                await Task.Delay(Random.Shared.Next(1, LongestPauseMilliseconds), cancellation);
            }
        }
    }

    /// <summary>A bare repository with one commit and all its files; it need not be there.</summary>
    public string Snapshot(string commit) => Path.Combine(folder, commit);

    /// <summary>A place for a repository that is not whole yet.</summary>
    public string Begin() => Path.Combine(folder, Unfinished + Path.GetRandomFileName());

    /// <summary>Puts a whole repository into its place; the oldest of many are given up.</summary>
    public void Finish(string begun, string place)
    {
        Discard(place);
        Directory.Move(begun, place);
        var old = new DirectoryInfo(folder).EnumerateDirectories()
            .Where(child => RefName.IsCommit(child.Name))
            .OrderByDescending(child => child.LastWriteTimeUtc)
            .Where(child => child.FullName != place)
            .Skip(MostSnapshots - 1);
        foreach (var child in old.ToList())
        {
            Discard(child.FullName);
        }
    }

    public static void Discard(string place)
    {
        if (!Directory.Exists(place))
        {
            return;
        }

        // Packs are written to be read only, which some systems take for a reason to keep them.
        foreach (var file in new DirectoryInfo(place).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.IsReadOnly = false;
        }

        Directory.Delete(place, recursive: true);
    }

    public void Dispose() => turn.Dispose();

    // What a process that died had begun.
    private void Sweep()
    {
        foreach (var left in Directory.EnumerateDirectories(folder, Unfinished + "*"))
        {
            Discard(left);
        }
    }
}
