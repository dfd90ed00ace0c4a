using System.Diagnostics;
using System.Text;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>A real Envoy that takes its configuration from an agent's sockets.</summary>
internal sealed class EnvoyProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder log = new();

    private EnvoyProcess(Process process) => this.process = process;

    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    public static EnvoyProcess Start(string workingFolder, string adsSocket, string adminSocket, string nodeId = "test")
    {
        var bootstrap = Path.Combine(workingFolder, "bootstrap.json");
        File.WriteAllText(bootstrap, GatewayConfiguration.BootstrapJson
            .Replace(BootstrapHoles.NodeId, nodeId, StringComparison.Ordinal)
            .Replace(BootstrapHoles.NodeCluster, "test", StringComparison.Ordinal)
            .Replace(BootstrapHoles.AdsSocket, adsSocket, StringComparison.Ordinal)
            .Replace(BootstrapHoles.AdminSocket, adminSocket, StringComparison.Ordinal));

        return StartWith(bootstrap, workingFolder);
    }

    public static EnvoyProcess StartWith(string bootstrap, string workingFolder)
    {
        var start = new ProcessStartInfo(EnvoyBinary.PathOrSkip())
        {
            ArgumentList =
            {
                "-c", bootstrap, "--concurrency", "2", "-l", "warning", "--disable-hot-restart", "--drain-time-s", "30",
            },
            WorkingDirectory = workingFolder,
            RedirectStandardError = true,
        };
        var envoy = new EnvoyProcess(Process.Start(start) ?? throw new InvalidOperationException("Envoy did not start"));
        envoy.process.ErrorDataReceived += (_, line) =>
        {
            lock (envoy.log)
            {
                envoy.log.AppendLine(line.Data);
            }
        };
        envoy.process.BeginErrorReadLine();

        return envoy;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }
}
