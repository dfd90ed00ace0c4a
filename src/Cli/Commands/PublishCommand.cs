using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp publish</c>: from a folder of manifests to a head in a store that gateways follow.</summary>
internal sealed class PublishCommand(Terminal terminal)
{
    private readonly Option<string> from =
        Required("--from", "DIR", "The folder of manifests; '-' reads standard input");
    private readonly Option<string> channel = new("--channel")
    {
        HelpName = "NAME",
        Description = "The channel that gateways follow (default: the Fleet's)",
    };
    private readonly Option<string> store = Required("--store", "URL", WritableStore.Description);
    private readonly KeyOptions keys = new(isFolderRequired: true);
    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);
    private readonly CompileOptions compile = new();

    public static Command Create(Terminal terminal)
    {
        var publish = new PublishCommand(terminal);
        var command = new Command("publish", "Compile manifests, and sign and publish the bundle to a channel.")
        {
            publish.from, publish.channel, publish.store, publish.output,
        };
        publish.keys.AddTo(command);
        publish.compile.AddTo(command);
        ChannelName.RequireIn(publish.channel);
        command.SetAction(publish.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        // What was written wrongly is said before the work, not after it.
        var (reader, writer, _) = WritableStore.Open(parsed.GetRequiredValue(store));
        var signing = await keys.OpenAsync(parsed, cancellation);
        var source = parsed.GetRequiredValue(from);
        var tree = ManifestInput.Read([source], terminal);
        var compiler = compile.Read(parsed);
        var follows = ChannelName.Of(parsed.GetValue(channel), FleetChoice.Require(compiler, tree));
        var compilation = GatewayCompiler.Compile(tree, compiler);
        var isText = parsed.GetValue(output) is not OutputFormat.Json;
        if (isText)
        {
            new FindingsReport(terminal, compiler.SourcesWith(tree)).WriteText(compilation, terminal.Error);
            FindingsReport.WriteSummary(compilation, terminal.Error);
        }

        var report = compilation.Succeeded
            ? await PublishAsync(BundleWriter.Pack(compilation.Snapshot))
            : new("refused", follows, Head: null, Bundle: null, "the manifests have errors");
        if (isText)
        {
            report.WriteText(terminal);
        }
        else
        {
            report.WriteJson(terminal, compilation);
        }

        return report.Reason is null ? ExitCode.Good : ExitCode.Findings;

        async Task<PublicationReport> PublishAsync(Bundle bundle)
        {
            if (isText)
            {
                terminal.Out.WriteLine($"compiled   {bundle.ContentDigest}");
            }

            var publisher = new ReleasePublisher(reader, writer, signing, terminal.Time);
            var request = new ReleaseRequest { Channel = follows, Source = new(source) };

            return ReportOf(await publisher.PublishAsync(bundle, request, cancellation), request.Channel, bundle);
        }
    }

    private static PublicationReport ReportOf(Publication publication, string channel, Bundle bundle) =>
        publication switch
        {
            Publication.Published published => new("published", channel, published.Head, bundle, Reason: null),
            Publication.Unchanged unchanged => new("unchanged", channel, unchanged.Head, bundle, Reason: null),
            Publication.Withdrawn withdrawn => new("withdrawn", channel, withdrawn.Head, bundle, Reason: null),
            Publication.Superseded superseded => new("superseded", channel, superseded.Head, bundle, Reason: null),
            Publication.Proposed proposed => new("proposed", channel, Head: null, bundle, Reason: null)
            {
                Proposal = proposed.Proposal,
            },
            Publication.Refused refused => new("refused", channel, Head: null, bundle, refused.Reason),
            _ => throw new UnreachableException(),
        };

    private static Option<string> Required(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };
}
