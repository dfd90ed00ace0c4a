using System.Diagnostics;

namespace GatewayPipeline.Cli.Up;

/// <summary>The agent that lies beside gwp: how it is started, and how it is asked for Envoy's bootstrap.</summary>
internal sealed class AgentProgram(StateFolder state, RuntimeFolder runtime)
{
    private const string Name = "gwp-agent";
    private const string PollInterval = "50ms";
    private const string GatewayId = "gwp-up";

    private readonly string program = Find();

    public ChildProcess Start(string store, string rootPath, string? envoy, string? certificates)
    {
        string[] arguments =
        [
            "run", "--store", store, "--channel", UpPublisher.Channel, "--trust", rootPath, "--data",
                state.AgentData,
            "--runtime", runtime.Path, "--ads", runtime.Ads, "--status", runtime.Status, "--poll", PollInterval,
                "--gateway-id", GatewayId,
            .. envoy is null ? [] : (string[])["--envoy", envoy],
            .. certificates is null ? [] : (string[])["--certificates", certificates],
        ];

        return ChildProcess.Start(Name, Path.Combine(state.Logs, "agent.log"), program, arguments);
    }

    /// <summary>Writes Envoy's bootstrap; null, or why there is none yet.</summary>
    public async Task<string?> WriteBootstrapAsync(string file, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["bootstrap", "--data", state.AgentData, "--out", file])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new BrokenWorldException($"{program} cannot be started");
        var words = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);

        return process.ExitCode == 0 ? null : words.Trim();
    }

    private static string Find()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, Name);

        return File.Exists(beside)
            ? beside
            : throw new BrokenWorldException($"{beside} is missing: it belongs beside gwp; build or install gwp anew");
    }
}
