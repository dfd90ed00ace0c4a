using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace GatewayPipeline.LocalCloud.Processes;

/// <summary>
/// A program that we start and that lives no longer than we do. It is our own child, so its exit code is exact. A shell
/// beside it reads from a pipe that only we hold: when the pipe closes, however we ended, the shell ends the program.
/// </summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    // $1 the program's id, $2 tenths of a second that it gets to end. Ctrl-C reaches the whole group: it is not for us.
    private const string Watch = """
        trap '' INT HUP
        while read -r word; do
          case $word in
            terminate) kill -TERM "$1" 2>/dev/null;;
            ended) exit 0;;
          esac
        done
        kill -TERM "$1" 2>/dev/null; i=0
        while kill -0 "$1" 2>/dev/null && [ $i -lt "$2" ]; do sleep 0.1; i=$((i+1)); done
        kill -KILL "$1" 2>/dev/null
        """;

    private readonly Process program;
    private readonly Process watch;
    private readonly TimeSpan grace;

    private ChildProgram(Process program, Process watch, TimeSpan grace)
    {
        (this.program, this.watch, this.grace) = (program, watch, grace);
        Id = program.Id;
        Ended = AwaitEndAsync();
    }

    public int Id { get; }

    /// <summary>Completes with the exit code once the program is gone and all that it printed was read. A program that
    /// a signal ended has 128 and the signal's number.</summary>
    public Task<int> Ended { get; }

    /// <param name="start">What to start; its streams are redirected here.</param>
    /// <param name="output">Takes each line of standard output.</param>
    /// <param name="error">Takes each line of standard error.</param>
    /// <param name="grace">How long the program may take to end after SIGTERM, before SIGKILL.</param>
    /// <exception cref="LocalCloudException">It cannot be started.</exception>
    public static ChildProgram Start(
        ProcessStartInfo start, Action<string> output, Action<string> error, TimeSpan grace)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var program = StartProcess(start);
        program.StandardInput.Close();
        program.OutputDataReceived += (_, line) => Hand(line.Data, output);
        program.ErrorDataReceived += (_, line) => Hand(line.Data, error);
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        try
        {
            var tenths = Math.Ceiling(grace.TotalSeconds * 10).ToString(CultureInfo.InvariantCulture);
            var id = program.Id.ToString(CultureInfo.InvariantCulture);
            var watch = StartProcess(
                new("/bin/sh", ["-c", Watch, "watch", id, tenths]) { RedirectStandardInput = true });

            return new(program, watch, grace);
        }
        catch
        {
            program.Kill();
            program.Dispose();
            throw;
        }
    }

    /// <summary>Ends the program at once.</summary>
    public void Kill()
    {
        try
        {
            program.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>Asks the program to end; after the grace it is made to end. Completes when it is gone.</summary>
    public async Task StopAsync()
    {
        if (Ended.IsCompleted)
        {
            return;
        }

        await TellAsync("terminate");
        await Task.WhenAny(Ended, Task.Delay(grace));
        Kill();
        await Ended;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Ended;
    }

    private static Process StartProcess(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)
                ?? throw new LocalCloudException($"{start.FileName} cannot be started.");
        }
        catch (Win32Exception exception)
        {
            throw new LocalCloudException($"{start.FileName} cannot be started: {exception.Message}", exception);
        }
    }

    private static void Hand(string? line, Action<string> take)
    {
        if (line is not null)
        {
            take(line);
        }
    }

    private async Task<int> AwaitEndAsync()
    {
        await program.WaitForExitAsync();
        var code = program.ExitCode;
        await TellAsync("ended");
        watch.StandardInput.Close();
        await watch.WaitForExitAsync();
        watch.Dispose();
        program.Dispose();

        return code;
    }

    private async Task TellAsync(string word)
    {
        try
        {
            await watch.StandardInput.WriteLineAsync(word);
            await watch.StandardInput.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Somebody ended the shell, or the program has ended meanwhile: then there is nobody left to tell.
        }
    }
}
