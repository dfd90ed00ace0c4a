using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp cosign</c>: the second builder builds what was proposed, and signs only what comes out the same.</summary>
internal sealed class CosignCommand(Terminal terminal)
{
    private readonly Option<string> from = Required(
        "--from", "DIR|REPO", "The same sources, from where this builder gets them: a folder or a git repository");
    private readonly Option<string> reference =
        Optional("--ref", "REF", "A branch, a tag or a commit (default: the repository's head)");
    private readonly Option<string> path =
        Optional("--path", "SUB", "The folder within the repository that holds the manifests");
    private readonly Option<string> channel =
        Optional("--channel", "NAME", "The channel that gateways follow (default: the Fleet's)");
    private readonly Option<string> store = Required("--store", "URL", WritableStore.Description);
    private readonly Option<long?> sequence = new("--sequence")
    {
        HelpName = "N",
        Description = "The proposal of this number, not the newest one",
    };

    private readonly KeyOptions keys = new(isFolderRequired: true);
    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);
    private readonly CompileOptions compile = new();

    public static Command Create(Terminal terminal)
    {
        var cosign = new CosignCommand(terminal);
        var command = new Command("cosign", "Build what another builder proposed, and sign it if it comes out the same.")
        {
            cosign.from, cosign.reference, cosign.path, cosign.channel, cosign.store, cosign.sequence, cosign.output,
        };
        cosign.keys.AddTo(command);
        cosign.compile.AddTo(command);
        ChannelName.RequireIn(cosign.channel);
        command.SetAction(cosign.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var opened = WritableStore.Open(parsed.GetRequiredValue(store));
        var sources = OpenSources(parsed);
        var signing = await keys.OpenAsync(parsed, cancellation, isChannelNeeded: false);
        var report = await SourceReader.ReadAsync(sources, cancellation) switch
        {
            SourcesRead.Found read => await CosignAsync(parsed, read, opened, signing, cancellation),
            SourcesRead.Refused refused => CosignReport.Refused(parsed.GetValue(channel) ?? "", refused.Reason),
            _ => throw new UnreachableException(),
        };
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

    private async Task<CosignReport> CosignAsync(
        ParseResult parsed,
        SourcesRead.Found read,
        WritableStore opened,
        PublisherKeys signing,
        CancellationToken cancellation)
    {
        var compiler = compile.ReadOwn(parsed) with { Platform = read.Platform };
        var name = ChannelName.Of(parsed.GetValue(channel), FleetChoice.Require(compiler, read.Manifests));
        var search = await new ProposalSearcher(opened.Reader, opened.Lister, signing.Root, name)
            .FindAsync(parsed.GetValue(sequence), cancellation);
        switch (search)
        {
            case ProposalSearch.Nothing nothing:
                return CosignReport.Refused(name, nothing.Reason);
            case ProposalSearch.Found { Proposal: var proposal }:
                return Build(read.Manifests, compiler) is { } rebuilt
                    ? await CompleteAsync(proposal, rebuilt, read.Source, opened, signing, cancellation)
                    : CosignReport.Refused(name, "the manifests have errors") with { Proposal = proposal };
            default:
                throw new UnreachableException();
        }
    }

    private PublishSources OpenSources(ParseResult parsed) => new(
        SourceInput.Open(
            "--from", parsed.GetRequiredValue(from), parsed.GetValue(reference), parsed.GetValue(path), terminal),
        compile.PlatformOf(parsed) is { } platform
            ? SourceInput.Open("--platform", platform, reference: null, path: null, terminal)
            : null);

    /// <summary>Null: it does not compile, and its findings have been printed.</summary>
    private Bundle? Build(ManifestTree tree, CompilerOptions compiler)
    {
        var compilation = GatewayCompiler.Compile(tree, compiler);
        if (compilation.Succeeded)
        {
            return BundleWriter.Pack(compilation.Snapshot);
        }

        new FindingsReport(terminal, compiler.SourcesWith(tree)).WriteText(compilation, terminal.Error);

        return null;
    }

    private async Task<CosignReport> CompleteAsync(
        Proposal proposal,
        Bundle rebuilt,
        ReleaseSource source,
        WritableStore opened,
        PublisherKeys signing,
        CancellationToken cancellation)
    {
        var name = proposal.Record.Channel;
        var signed = await new Cosigner(opened.Reader, opened.Writer, signing, terminal.Time)
            .SignAsync(proposal, rebuilt, source, cancellation);
        var report = new CosignReport(name, proposal, rebuilt.ContentDigest, signed);
        if (signed is not Cosignature.Completed || signing.For(name).Channel.IsEmpty)
        {
            return report;
        }

        // What publishes finds the release that is complete now, and writes the head that names it.
        var publisher = new ReleasePublisher(opened.Reader, opened.Writer, signing, terminal.Time);

        return report with
        {
            Publication = await publisher.PublishAsync(
                rebuilt, new() { Channel = name, Source = proposal.Record.Source }, cancellation),
        };
    }

    private static Option<string> Required(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };

    private static Option<string> Optional(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };
}
