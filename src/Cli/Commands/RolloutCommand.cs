using System.CommandLine;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp rollout</c>: takes rollouts on as gateways report, halts them, takes them back.</summary>
internal static class RolloutCommand
{
    public static Command Create(Terminal terminal) =>
        new("rollout", "Take a rollout on, halt it, or take it back.")
        {
            Step(terminal, "advance", "Do what the reports of the gateways allow or ask for; once.",
                (controller, channel, cancellation) => controller.AdvanceAsync(channel, cancellation)),
            Watch(terminal),
            Reasoned(terminal, "pause", "Halt a rollout where it is.", "halted by hand",
                (controller, channel, reason, cancellation) => controller.PauseAsync(channel, reason, cancellation)),
            Step(terminal, "resume", "Go on with a rollout that was halted.",
                (controller, channel, cancellation) => controller.ResumeAsync(channel, cancellation)),
            Reasoned(terminal, "abort", "Bring all gateways back to the stable release.", "taken back by hand",
                (controller, channel, reason, cancellation) => controller.AbortAsync(channel, reason, cancellation)),
        };

    private static Command Step(
        Terminal terminal, string name, string description,
        Func<RolloutController, string, CancellationToken, Task<HeadEdit>> change)
    {
        var head = new HeadOptions();
        var command = new Command(name, description);
        head.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var controller = await head.OpenAsync(parsed, terminal, cancellation);
            var channel = head.ChannelOf(parsed);

            return head.Conclude(
                parsed, terminal, HeadReport.Of(channel, await change(controller, channel, cancellation)));
        });

        return command;
    }

    private static Command Reasoned(
        Terminal terminal, string name, string description, string usual,
        Func<RolloutController, string, string, CancellationToken, Task<HeadEdit>> change)
    {
        var head = new HeadOptions();
        var reason = new Option<string>("--reason")
        {
            HelpName = "TEXT",
            Description = "Why, for those who look at the channel later",
            DefaultValueFactory = _ => usual,
        };
        var command = new Command(name, description) { reason };
        head.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var controller = await head.OpenAsync(parsed, terminal, cancellation);
            var channel = head.ChannelOf(parsed);
            var edit = await change(controller, channel, parsed.GetRequiredValue(reason), cancellation);

            return head.Conclude(parsed, terminal, HeadReport.Of(channel, edit));
        });

        return command;
    }

    private static Command Watch(Terminal terminal)
    {
        var head = new HeadOptions();
        var command = new Command("watch", "Advance a rollout again and again, until it is over or halted.");
        head.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var controller = await head.OpenAsync(parsed, terminal, cancellation);
            var channel = head.ChannelOf(parsed);
            var said = "";
            while (true)
            {
                var report = HeadReport.Of(channel, await controller.AdvanceAsync(channel, cancellation));
                if (report.Reason != said)
                {
                    report.Write(terminal, head.FormatOf(parsed));
                    said = report.Reason;
                }

                if (report.Head?.Rollout is not { Paused: null })
                {
                    return report.Head is { Rollout: null, Withdrawn: null } ? ExitCode.Good : ExitCode.Findings;
                }

                await Task.Delay(GatewayReport.Interval / 3, terminal.Time, cancellation);
            }
        });

        return command;
    }
}
