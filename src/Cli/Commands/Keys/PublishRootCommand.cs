using System.CommandLine;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys publish-root</c>: the roots into a store, when gateways should not wait for the next
/// release.</summary>
internal static class PublishRootCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = KeysCommand.Folder();
        var store = new Option<string>("--store")
        {
            HelpName = "URL",
            Description = WritableStore.Description,
            Required = true,
        };
        var command = new Command("publish-root", "Put the roots into a store, where gateways look for them.")
        {
            folder, store,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var chain = KeyDirectory.ReadChain(parsed.GetRequiredValue(folder));
            var opened = WritableStore.Open(parsed.GetRequiredValue(store));
            if (await new RootWriter(opened.Reader, opened.Writer).PutAsync(chain, cancellation) is { } refusal)
            {
                terminal.Error.WriteLine($"refused: {refusal}");

                return ExitCode.Findings;
            }

            terminal.Out.WriteLine($"The store has the roots up to version {chain.Newest.Version}.");

            return ExitCode.Good;
        });

        return command;
    }
}
