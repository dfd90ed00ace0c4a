using System.CommandLine;

namespace GatewayPipeline.Cli.Commands;

/// <summary>
/// <c>gwp preview</c>: the preview gateway as a process of its own. <c>gwp up</c> starts it; nobody else needs to.
/// </summary>
internal static class PreviewCommand
{
    public static Command Create(Terminal terminal)
    {
        var ads = new Option<string>("--ads")
        {
            Description = "The agent's ADS socket",
            HelpName = "SOCKET",
            Required = true,
        };
        var node = new Option<string>("--node-id")
        {
            Description = "Who this gateway says it is",
            HelpName = "ID",
            DefaultValueFactory = _ => "preview",
        };
        var folder = new Option<string>("--folder")
        {
            Description = "What the names of certificate files are relative to",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        var command = new Command("preview", "Serve what an agent sends, without Envoy.") { ads, node, folder };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) =>
            RunAsync(
                terminal,
                new()
                {
                    AdsSocket = Path.GetFullPath(parsed.GetRequiredValue(ads)),
                    NodeId = parsed.GetRequiredValue(node),
                    Folder = Path.GetFullPath(parsed.GetRequiredValue(folder)),
                },
                cancellation));

        return command;
    }

    // A method of its own, so that no other command loads the preview's libraries.
    private static async Task<int> RunAsync(
        Terminal terminal, Preview.PreviewOptions options, CancellationToken cancellation)
    {
        terminal.Out.WriteLine(Preview.PreviewGateway.Announcement);
        await using var gateway = new Preview.PreviewGateway(options);
        await gateway.RunAsync(cancellation);

        return ExitCode.Good;
    }
}
