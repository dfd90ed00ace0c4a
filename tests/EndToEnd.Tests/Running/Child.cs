using System.Diagnostics;
using System.Text;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>A program that a test started. What it says is kept; it is gone when the test is.</summary>
public sealed class Child : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Task[] readers;

    private Child(Process process)
    {
        this.process = process;
        readers = [ReadAsync(process.StandardOutput), ReadAsync(process.StandardError)];
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>What it has said so far, on both streams.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public static Child Start(
        string program, string[] arguments, string folder, Dictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1" },
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();

        return new(process);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string[] arguments, string folder, Dictionary<string, string?>? environment = null)
    {
        await using var child = Start(program, arguments, folder, environment);
        await child.EndAsync(TimeSpan.FromMinutes(1));

        return (child.ExitCode, child.Output);
    }

    public async Task WaitForAsync(string text, TimeSpan limit) =>
        await Eventually.AsyncThat(
            () => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)),
            limit,
            () => $"'{text}' in:\n{Output}");

    public async Task EndAsync(TimeSpan limit)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
            await Task.WhenAll(readers).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{process.StartInfo.FileName} did not end within {limit.TotalSeconds} s. It said:\n{Output}");
        }
    }

    /// <summary>As Ctrl-C in a terminal.</summary>
    public Task InterruptAsync() => SignalAsync(process.Id, "INT");

    public static async Task SignalAsync(int id, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await InterruptAsync();
            try
            {
                await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
