using System.CommandLine;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp publish</c>: from a source of manifests to heads in a store that gateways follow.</summary>
internal sealed class PublishCommand(Terminal terminal)
{
    private readonly SourceOptions source = new(
        "The manifests: a folder as it lies, or a git repository; '-' reads standard input",
        "A branch, a tag or a commit (default: the repository's head)");
    private readonly Option<string> channel = new("--channel")
    {
        HelpName = "NAME",
        Description = "The channel that gateways follow (default: each Fleet's own)",
    };

    private readonly Option<string> store =
        new("--store") { HelpName = "URL", Description = WritableStore.Description, Required = true };

    private readonly KeyOptions keys = new(isFolderRequired: true);
    private readonly Option<TimeSpan?> expires = DurationOption.Create(
        "--expires", "How long the head is fresh unless it is signed again, as 12h (default: 7d)",
        TimeSpan.FromMinutes(5), TimeSpan.FromDays(366));
    private readonly Option<bool> allowShrink = new("--allow-shrink")
    {
        Description = "Let many hosts or routes go away, or all of them",
    };

    private readonly Option<bool> allowForcePush = new("--allow-force-push")
    {
        Description = "Let the commit be none that descends from the one that is live",
    };

    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);
    private readonly Option<bool> again = new("--again")
    {
        Description = "Publish the candidate that was taken back once more",
    };

    private readonly RolloutOptions rollout = new();
    private readonly CompileOptions compile = new();

    public static Command Create(Terminal terminal)
    {
        var publish = new PublishCommand(terminal);
        var command = new Command("publish", "Compile manifests, and sign and publish the bundle to a channel.")
        {
            publish.channel, publish.store, publish.expires, publish.allowShrink, publish.allowForcePush,
            publish.again, publish.output,
        };
        publish.source.AddTo(command);
        publish.keys.AddTo(command);
        publish.rollout.AddTo(command);
        publish.compile.AddTo(command);
        ChannelName.RequireIn(publish.channel);
        command.SetAction(publish.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        // What was written wrongly is said before the work, not after it.
        var opened = WritableStore.Open(parsed.GetRequiredValue(store));
        var request = ReadRequest(parsed);
        var sources = source.Open(parsed, compile.PlatformOf(parsed), terminal);
        var signing = await keys.OpenAsync(parsed, cancellation);
        var isJson = parsed.GetValue(output) is OutputFormat.Json;
        IReleaseEvents events = isJson ? new SilentEvents() : new PublishSteps(terminal);
        var place = new PublisherPlace(opened.Reader, opened.Writer, signing, terminal.Time, events);
        var publications = await new Publisher(place).PublishAsync(sources, request, cancellation);
        if (isJson)
        {
            PublicationReport.WriteJson(publications, terminal);
        }

        return publications.Any(each => each.Outcome is Publication.Refused) ? ExitCode.Findings : ExitCode.Good;
    }

    private PublishRequest ReadRequest(ParseResult parsed) => new()
    {
        Channel = parsed.GetValue(channel),
        Options = compile.ReadOwn(parsed),
        AllowShrink = parsed.GetValue(allowShrink),
        AllowForcePush = parsed.GetValue(allowForcePush),
        Rollout = rollout.Read(parsed),
        AllowWithdrawn = parsed.GetValue(again),
        HeadLifetime = parsed.GetValue(expires) ?? ChannelHead.DefaultLifetime,
    };
}
