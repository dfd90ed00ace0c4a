using System.Diagnostics;
using GatewayPipeline.Agent.Disk;

namespace GatewayPipeline.Agent.Activating;

/// <summary>Has an Envoy that serves nobody load a bundle, before the one that serves everybody is asked to.</summary>
internal sealed class TrialLoad(string envoy, string workingFolder, TimeSpan limit)
{
    private const int LongestReason = 1000;

    /// <summary>Null when Envoy takes it.</summary>
    public async Task<Activation.Rejected?> FindRefusalAsync(StagedBundle staged, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = ToStart(staged.StaticBootstrap) };
        try
        {
            process.Start();
        }
        catch (Exception exception)
            when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return new($"the trial load could not start '{envoy}': {exception.Message}", Environment: true);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = await process.StandardError.ReadToEndAsync(deadline.Token);
            await output;
            await process.WaitForExitAsync(deadline.Token);

            return process.ExitCode == 0 ? null : ToRefusal(errors, process.ExitCode);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(
                FormattableString.Invariant($"the trial load did not end within {limit.TotalSeconds:0} s"),
                Environment: true);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private ProcessStartInfo ToStart(string configuration) => new(envoy)
    {
        ArgumentList = { "--mode", "validate", "-c", configuration, "-l", "error", "--disable-hot-restart" },
        WorkingDirectory = workingFolder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = false,
    };

    // Envoy prints one reason; a crash prints a stack instead. Either way its last words are the most telling.
    private static Activation.Rejected ToRefusal(string errors, int exitCode)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(each => each.Contains("error initializing", StringComparison.Ordinal))
            ?? lines.LastOrDefault()
            ?? FormattableString.Invariant($"it ended with exit code {exitCode} and said nothing");
        var reason = line.Length <= LongestReason ? line : line[..LongestReason];

        return new($"the trial load refused the bundle: {reason}", RefusalCause.IsEnvironment(line));
    }
}
