using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp status</c>: what the channels of a store are at.</summary>
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
        var command = new Command("status", "Show what the channels of a store are at.")
        {
            status.store, status.channel, status.output,
        };
        ChannelName.RequireIn(status.channel);
        command.SetAction(status.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var opened = StoreAddress.OpenForReading(parsed.GetRequiredValue(store), Environment.GetEnvironmentVariable) switch
        {
            StoreOpening.Opened found => found,
            StoreOpening.Refused refused => throw new WrongUsageException($"--store: {refused.Reason}"),
            _ => throw new UnreachableException(),
        };
        var names = await NamesAsync(parsed.GetValue(channel), opened.Lister, cancellation);
        var survey = new ChannelSurvey(opened.Reader, terminal.Time);
        var report = new StatusReport(await survey.ReadAsync(names, cancellation), terminal.Time.GetUtcNow());
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
