using System.CommandLine;
using GatewayPipeline.Cli.Up.Pipeline;

namespace GatewayPipeline.Cli.Commands;

/// <summary>
/// <c>gwp hook</c>: what the post-receive hook of a repository runs that <c>gwp up --functions</c> serves. It never
/// fails: the push is done, and what is told to the person who pushed is all that is left to do.
/// </summary>
internal static class HookCommand
{
    public static Command Create(Terminal terminal)
    {
        var state = new Option<string>("--state")
        {
            Description = "The state folder of gwp up --functions",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command("hook", "Tell gwp up --functions of a push, as git's post-receive hook.") { state };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            var files = new PipelineFiles(Path.GetFullPath(parsed.GetRequiredValue(state)));
            if (await files.ReadWebhookAsync(cancellation) is not { } place)
            {
                terminal.Out.WriteLine("gwp: gwp up --functions has never run here; nobody is told of this push");

                return ExitCode.Good;
            }

            using var sender = new WebhookSender(place, await files.SecretAsync(cancellation));
            using var input = new StreamReader(terminal.OpenInput());
            while (await input.ReadLineAsync(cancellation) is { } line)
            {
                if (RefUpdate.Parse(line) is { } update)
                {
                    var trouble = await sender.SendAsync(update, cancellation);
                    terminal.Out.WriteLine($"gwp: {update.Ref}: {trouble ?? "the pipeline is told"}");
                }
            }

            return ExitCode.Good;
        });

        return command;
    }
}
