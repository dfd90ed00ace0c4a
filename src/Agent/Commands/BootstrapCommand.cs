using System.CommandLine;
using System.Text;
using System.Text.Json;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Hosting;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Commands;

/// <summary>
/// <c>gwp-agent bootstrap</c>: what Envoy is started with, from the bundle on disk, its holes filled.
/// </summary>
internal static class BootstrapCommand
{
    public static Command ToCommand()
    {
        var data = RunOptions.Required("--data", "DIR", "The data folder of a running agent, or of one that ran.");
        var output = RunOptions.Text("--out", "FILE", "Write to a file instead of printing.");
        var command =
            new Command("bootstrap", "Print the bootstrap that Envoy is to be started with.") { data, output };
        command.SetAction(parsed =>
        {
            var json = Fill(new DataFolder(parsed.GetRequiredValue(data)));
            if (parsed.GetValue(output) is { } file)
            {
                Write(file, json);
            }
            else
            {
                Console.Out.WriteLine(json);
            }

            return 0;
        });

        return command;
    }

    internal static string Fill(DataFolder data)
    {
        if (data.Run.Read() is not { } run)
        {
            throw new BrokenWorldException(
                $"no agent has run on the data folder '{data.FullPath}': start gwp-agent run with it first");
        }

        var bundle = Staging.FindUnverified(data.Generations, data.Active.Read()?.Generation)
            ?? throw new BrokenWorldException(
                $"the data folder '{data.FullPath}' holds no bundle yet: publish one to channel '{run.Channel}' "
                + "and wait for the agent");

        return Encoding.UTF8.GetString(bundle.Snapshot.Bootstrap.Span)
            .Replace(BootstrapHoles.NodeId, Escape(run.GatewayId), StringComparison.Ordinal)
            .Replace(BootstrapHoles.NodeCluster, Escape(run.Channel), StringComparison.Ordinal)
            .Replace(BootstrapHoles.AdsSocket, Escape(run.AdsSocket), StringComparison.Ordinal)
            .Replace(BootstrapHoles.AdminSocket, Escape(run.AdminSocket), StringComparison.Ordinal);
    }

    private static string Escape(string text) => JsonEncodedText.Encode(text).ToString();

    private static void Write(string file, string json)
    {
        try
        {
            File.WriteAllText(file, json + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BrokenWorldException($"the bootstrap cannot be written: {exception.Message}", exception);
        }
    }
}
