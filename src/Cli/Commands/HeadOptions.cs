using System.CommandLine;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Cli.Commands;

/// <summary>Which channel of which store, and with which keys: for every command that changes a head.</summary>
internal sealed class HeadOptions
{
    private readonly Option<string> channel = new("--channel")
    {
        HelpName = "NAME",
        Description = "The channel that gateways follow",
        Required = true,
    };

    private readonly Option<string> store = new("--store")
    {
        HelpName = "URL",
        Description = WritableStore.Description,
        Required = true,
    };

    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);

    public HeadOptions() => ChannelName.RequireIn(channel);

    public KeyOptions Keys { get; } = new(isFolderRequired: true);

    public void AddTo(Command command)
    {
        command.Options.Add(channel);
        command.Options.Add(store);
        Keys.AddTo(command);
        command.Options.Add(output);
    }

    public string ChannelOf(ParseResult parsed) => parsed.GetRequiredValue(channel);

    public WritableStore StoreOf(ParseResult parsed) => WritableStore.Open(parsed.GetRequiredValue(store));

    public string? FormatOf(ParseResult parsed) => parsed.GetValue(output);

    public async Task<RolloutController> OpenAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var (reader, writer, lister) = StoreOf(parsed);

        return new(reader, writer, lister, await Keys.OpenAsync(parsed, cancellation, isReleaseNeeded: false), terminal.Time);
    }

    /// <summary>Prints what came of it, and says it to scripts.</summary>
    public int Conclude(ParseResult parsed, Terminal terminal, HeadReport report)
    {
        report.Write(terminal, FormatOf(parsed));

        return report.IsGood ? ExitCode.Good : ExitCode.Findings;
    }
}
