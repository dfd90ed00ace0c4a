using System.CommandLine;
using GatewayPipeline.Cli.Output;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp promote</c>: the next stage of a rollout, because somebody says so.</summary>
internal static class PromoteCommand
{
    public static Command Create(Terminal terminal)
    {
        var head = new HeadOptions();
        var to = new Option<int?>("--to")
        {
            HelpName = "PERCENT",
            Description = "Straight to this percentage of the gateways",
        };
        to.Validators.Add(result =>
        {
            if (result.GetValue(to) is < 1 or > 100)
            {
                result.AddError("--to takes a percentage from 1 to 100");
            }
        });
        var command = new Command("promote", "Take a rollout to its next stage, and after the last one to all for good.") { to };
        head.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var controller = await head.OpenAsync(parsed, terminal, cancellation);
            var channel = head.ChannelOf(parsed);
            var edit = await controller.PromoteAsync(channel, parsed.GetValue(to), cancellation);

            return head.Conclude(parsed, terminal, HeadReport.Of(channel, edit));
        });

        return command;
    }
}
