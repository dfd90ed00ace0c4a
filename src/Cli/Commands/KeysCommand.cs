using System.CommandLine;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp keys</c>: the root document and the keys of its roles.</summary>
internal static class KeysCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A new or empty folder" };
        var environment = new Option<string>("--environment")
        {
            Description = "The set of gateways that the keys are for: nothing signed for another is taken",
            HelpName = "NAME",
            DefaultValueFactory = _ => "default",
        };
        var init = new Command(
            "init", "Make a root document and role keys (readable by you alone).") { folder, environment };
        init.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var written = KeyDirectory.Init(path, parsed.GetRequiredValue(environment), TimeProvider.System) switch
            {
                KeyInitialization.Written made => made.Paths,
                KeyInitialization.Refused refused => throw new BrokenWorldException(refused.Reason),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            foreach (var file in written)
            {
                terminal.Out.WriteLine(file);
            }

            terminal.Out.WriteLine($"Gateways are given {Path.GetFileName(written[^1])}; the keys stay with you.");

            return ExitCode.Good;
        });

        return new("keys", "Make the keys that sign releases.") { init };
    }
}
