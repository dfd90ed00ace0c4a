using System.CommandLine;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Retention;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp prune</c>: what nothing names any more is removed from a store.</summary>
internal sealed class PruneCommand(Terminal terminal)
{
    private readonly Option<string> store = new("--store")
    {
        HelpName = "URL",
        Description = WritableStore.Description,
        Required = true,
    };

    private readonly Option<string> keys = new("--keys")
    {
        HelpName = "DIR",
        Description = "A folder with the roots, which tell true heads from others; no key is needed",
        Required = true,
    };

    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "Say what would be removed, and change nothing",
    };

    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);

    public static Command Create(Terminal terminal)
    {
        var prune = new PruneCommand(terminal);
        var command = new Command("prune", "Remove from a store what nothing names any more.")
        {
            prune.store, prune.keys, prune.dryRun, prune.output,
        };
        command.SetAction(prune.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var opened = WritableStore.Open(parsed.GetRequiredValue(store));
        var roots = KeyDirectory.ReadChain(parsed.GetRequiredValue(keys));
        var isTrial = parsed.GetValue(dryRun);
        var pruner = new Pruner(opened.Reader, opened.Writer, opened.Lister, roots, terminal.Time);
        var pruning = await pruner.PruneAsync(isTrial, cancellation);
        var report = new PruneReport(pruning, isTrial);
        if (parsed.GetValue(output) is OutputFormat.Json)
        {
            report.WriteJson(terminal.Out);
        }
        else
        {
            report.WriteText(terminal);
        }

        return pruning is Pruning.Refused ? ExitCode.Findings : ExitCode.Good;
    }
}
