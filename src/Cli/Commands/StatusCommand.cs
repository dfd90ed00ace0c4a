using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp status</c>: what the channels of a store are at, and what their gateways report.</summary>
internal sealed class StatusCommand(Terminal terminal)
{
    private readonly Option<string> store = new("--store")
    {
        HelpName = "URL",
        Description = "A folder, a web address or an Azure container",
        Required = true,
    };

    private readonly Option<string> channel = new("--channel")
    {
        HelpName = "NAME",
        Description = "This channel alone; a web server gives no list and needs it",
    };

    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);

    public static Command Create(Terminal terminal)
    {
        var status = new StatusCommand(terminal);
        var command = new Command("status", "Show what the channels of a store are at, and how their gateways are.")
        {
            status.store, status.channel, status.output,
        };
        ChannelName.RequireIn(status.channel);
        command.SetAction(status.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (reader, lister) = ReadableStore.Open(parsed.GetRequiredValue(store));
        var names = await NamesAsync(parsed.GetValue(channel), lister, cancellation);
        var now = terminal.Time.GetUtcNow();
        var channels = await new ChannelSurvey(reader, terminal.Time).ReadAsync(names, cancellation);
        var gateways = lister is null ? null : await GatewayReports.ReadAsync(reader, lister, now, cancellation);
        var report = new StatusReport(channels, GatewayRow.Of(gateways?.Reports ?? [], names, now), now)
        {
            Ignored = gateways?.Ignored ?? [],
        };
        if (parsed.GetValue(output) is OutputFormat.Json)
        {
            report.WriteJson(terminal.Out);
        }
        else
        {
            report.WriteText(terminal.Out);
        }

        return report.IsGood ? ExitCode.Good : ExitCode.Findings;
    }

    private static async Task<ImmutableArray<string>> NamesAsync(
        string? name, IStoreLister? lister, CancellationToken cancellation)
    {
        if (name is not null)
        {
            return [name];
        }

        if (lister is null)
        {
            throw new WrongUsageException("a web server gives no list of its channels: say --channel NAME");
        }

        var names = ImmutableArray.CreateBuilder<string>();
        await foreach (var path in lister.ListAsync("channels/", cancellation))
        {
            if (StoreLayout.ChannelOf(path) is { } each)
            {
                names.Add(each);
            }
        }

        return names.DrainToImmutable();
    }
}
