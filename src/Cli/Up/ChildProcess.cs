using System.Diagnostics;
using System.Globalization;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// A program that lives no longer than gwp. It is started through a shell that holds the other end of a pipe: when
/// gwp ends, however it ends, the pipe closes and the shell ends the program. Nothing is left behind, not even by
/// SIGKILL.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesShown = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    // $1 log file; the rest is the program. Descriptor 3 is the pipe from gwp: reading it ends when gwp does.
    // Descriptor 4 is the pipe to gwp, which everybody here holds: gwp reads its end when the last of them is gone.
    private const string Lifeline = """
        log=$1; shift
        exec 3<&0 4>&1 >>"$log" 2>&1
        "$@" </dev/null 3<&- &
        child=$!
        ( read -r _ <&3; kill -TERM $child; i=0
          while kill -0 $child && [ $i -lt 50 ]; do sleep 0.1; i=$((i+1)); done
          kill -KILL $child ) 2>/dev/null &
        watch=$!
        exec 3<&-
        trap 'kill -TERM $child 2>/dev/null' TERM INT HUP
        wait $child; code=$?
        while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
        kill -KILL $watch 2>/dev/null
        exit $code
        """;

    private readonly Process shell;
    private readonly Task gone;
    private bool isDisposed;

    private ChildProcess(string name, string logFile, Process shell)
    {
        Name = name;
        LogFile = logFile;
        this.shell = shell;
        Ended = shell.WaitForExitAsync();
        gone = shell.StandardOutput.ReadToEndAsync();
    }

    public string Name { get; }

    public string LogFile { get; }

    /// <summary>Completes when the program has ended, for whatever reason.</summary>
    public Task Ended { get; }

    public int Id => shell.Id;

    public static ChildProcess Start(string name, string logFile, string program, params IEnumerable<string> arguments)
    {
        File.Delete(logFile);
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["-c", Lifeline, name, logFile, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return new(name, logFile,
            Process.Start(start) ?? throw new BrokenWorldException($"{name} cannot be started: no /bin/sh"));
    }

    /// <summary>How it ended, with the last lines that it wrote.</summary>
    public string Obituary()
    {
        var code = shell.ExitCode.ToString(CultureInfo.InvariantCulture);
        var lines = File.Exists(LogFile) ? File.ReadLines(LogFile).TakeLast(LinesShown).ToList() : [];
        var last = lines.Count == 0 ? "" : ":\n  " + string.Join("\n  ", lines);

        return $"{Name} ended with exit code {code}; its output is in {LogFile}{last}";
    }

    /// <summary>
    /// Asks the program to end, waits until nothing of it is left, and after five seconds makes it end.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
        {
            return;
        }

        try
        {
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        await Task.WhenAny(Task.WhenAll(Ended, gone), Task.Delay(Patience));
        shell.Dispose();
    }
}
