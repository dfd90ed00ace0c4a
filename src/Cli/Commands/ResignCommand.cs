using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp resign</c>: heads are signed anew before they expire, or after.</summary>
internal sealed class ResignCommand(Terminal terminal)
{
    private readonly Option<string> channel = new("--channel")
    {
        HelpName = "NAME",
        Description = "This channel alone (default: all of the store that the key may sign)",
    };

    private readonly Option<string> store = new("--store")
    {
        HelpName = "URL",
        Description = WritableStore.Description,
        Required = true,
    };

    private readonly Option<TimeSpan?> expires = DurationOption.Create(
        "--expires", "How long the head is fresh from now on (default: as long as it was made for before)",
        TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));

    private readonly Option<bool> ifDue = new("--if-due")
    {
        Description = "Only heads of which a third of their life is over, or that an older root signed",
    };

    private readonly KeyOptions keys = new(isFolderRequired: true);
    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);

    public static Command Create(Terminal terminal)
    {
        var resign = new ResignCommand(terminal);
        var command = new Command("resign", "Sign the heads of channels anew, before they expire.")
        {
            resign.channel, resign.store, resign.expires, resign.ifDue, resign.output,
        };
        resign.keys.AddTo(command);
        ChannelName.RequireIn(resign.channel);
        command.SetAction(resign.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var opened = WritableStore.Open(parsed.GetRequiredValue(store));
        var signing = await keys.OpenAsync(parsed, cancellation, isReleaseNeeded: false);
        var resigner = new Resigner(opened.Reader, opened.Writer, signing, terminal.Time);
        var request = new ResignRequest(parsed.GetValue(expires), parsed.GetValue(ifDue));
        ImmutableArray<string> names = parsed.GetValue(channel) is { } name
            ? [name]
            : await resigner.FindChannelsAsync(opened.Lister, cancellation);
        var resignings = ImmutableArray.CreateBuilder<(string, Resigning)>(names.Length);
        foreach (var each in names)
        {
            resignings.Add((each, await resigner.ResignAsync(each, request, cancellation)));
        }

        var report = new ResignReport(resignings.MoveToImmutable());
        if (parsed.GetValue(output) is OutputFormat.Json)
        {
            report.WriteJson(terminal.Out);
        }
        else
        {
            report.WriteText(terminal);
        }

        return report.IsGood ? ExitCode.Good : ExitCode.Findings;
    }
}
