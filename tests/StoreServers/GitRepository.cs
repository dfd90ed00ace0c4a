using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace GatewayPipeline.StoreServers;

/// <summary>A working repository that git itself makes and is asked about.</summary>
public sealed class GitRepository : IDisposable
{
    public const string NotInstalled = "git is not installed (apt-get install git): nobody else can make a repository";

    private const string Branch = "main";

    public GitRepository()
    {
        Run("init", "--quiet", $"--initial-branch={Branch}");
        Run("config", "user.name", "A. U. Thor");
        Run("config", "user.email", "author@example.com");
    }

    public static bool IsInstalled { get; } = FindGit();

    public string FullPath { get; } = Directory.CreateTempSubdirectory("gwp-git-").FullName;

    public string this[string relative] => Path.Combine(FullPath, relative);

    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path]) ?? FullPath);
        File.WriteAllBytes(this[path], bytes);
    }

    /// <summary>Commits all that lies in the folder; the commit's id.</summary>
    public string Commit(string message = "change")
    {
        Run("add", "--all");
        Run("commit", "--quiet", "--allow-empty", "--message", message);

        return Head();
    }

    /// <summary>Commits a tree that no folder could hold, as <c>git mktree</c> takes it; the commit's id.</summary>
    public string CommitTree(byte[] entries)
    {
        var tree = Encoding.ASCII.GetString(RunIn(FullPath, entries, "mktree", "-z", "--missing")).Trim();
        var commit = Run("commit-tree", "-m", "made by hand", tree).Trim();
        Run("update-ref", $"refs/heads/{Branch}", commit);

        return commit;
    }

    public string Blob(string text) =>
        Encoding.ASCII.GetString(RunIn(FullPath, Encoding.UTF8.GetBytes(text), "hash-object", "-w", "--stdin")).Trim();

    public string Head() => Run("rev-parse", "HEAD").Trim();

    public string Run(params string[] arguments) => Encoding.UTF8.GetString(RunIn(FullPath, [], arguments));

    /// <summary>What git prints, given its standard input.</summary>
    public static byte[] RunIn(string folder, byte[] input, params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Isolate(start);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();

        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.Result}");
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);

    /// <summary>What a developer has configured on this machine must not change what a test sees.</summary>
    internal static void Isolate(ProcessStartInfo start)
    {
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_COUNT"] = "2";
        start.Environment["GIT_CONFIG_KEY_0"] = "safe.directory";
        start.Environment["GIT_CONFIG_VALUE_0"] = "*";

        // What tidies up by itself in the background would still be at it when the test is over.
        start.Environment["GIT_CONFIG_KEY_1"] = "gc.auto";
        start.Environment["GIT_CONFIG_VALUE_1"] = "0";
    }

    private static bool FindGit()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", "--version") { RedirectStandardOutput = true });
            process?.WaitForExit();

            return process?.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
