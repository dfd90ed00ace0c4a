using System.Diagnostics;
using System.Text;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>A repository that git itself makes and is asked about. Skips the test where there is no git.</summary>
internal sealed class GitRepository : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public GitRepository()
    {
        Run("init", "--quiet", "--initial-branch=main");
        Run("config", "user.name", "A. U. Thor");
        Run("config", "user.email", "author@example.com");
    }

    public string FullPath => folder.FullPath;

    public string Write(string path, string text) => folder.Write(path, text);

    public string Write(string path, byte[] bytes) => folder.Write(path, bytes);

    /// <summary>Commits all that lies in the folder; the commit's id.</summary>
    public string Commit(string message = "change")
    {
        Run("add", "--all");
        Run("commit", "--quiet", "--allow-empty", "--message", message);

        return Head();
    }

    public string Head() => Run("rev-parse", "HEAD").Trim();

    public string Run(params string[] arguments) => Encoding.UTF8.GetString(RunRaw([], arguments));

    /// <summary>Standard output of git, of which the standard input is given.</summary>
    public byte[] RunRaw(byte[] input, params string[] arguments) => RunIn(FullPath, input, arguments);

    public static byte[] RunIn(string folder, byte[] input, params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Start(start);
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

    public void Dispose() => folder.Dispose();

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Assert.Skip($"git is not installed ({exception.Message}): apt-get install git");
            throw;
        }
    }
}
