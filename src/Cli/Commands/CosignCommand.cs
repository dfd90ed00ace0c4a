using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp cosign</c>: the second builder builds what was proposed, and signs only what comes out the same.</summary>
internal sealed class CosignCommand(Terminal terminal)
{
    private readonly SourceOptions source = new(
        "The same sources, from where this builder gets them: a folder or a git repository",
        "The branch or tag whose history the proposal's commit belongs to, or that commit (default: the repository's "
        + "head)");
    private readonly Option<string> channel = new("--channel")
    {
        HelpName = "NAME",
        Description = "The channel that gateways follow (default: the Fleet's)",
    };

    private readonly Option<string> store =
        new("--store") { HelpName = "URL", Description = WritableStore.Description, Required = true };

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
            cosign.channel, cosign.store, cosign.sequence, cosign.output,
        };
        cosign.source.AddTo(command);
        cosign.keys.AddTo(command);
        cosign.compile.AddTo(command);
        ChannelName.RequireIn(cosign.channel);
        command.SetAction(cosign.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var opened = WritableStore.Open(parsed.GetRequiredValue(store));
        var sources = source.Open(parsed, compile.PlatformOf(parsed), terminal);
        var signing = await keys.OpenAsync(parsed, cancellation, isChannelNeeded: false);
        var compiler = compile.ReadOwn(parsed);
        var (name, refusal) = await FindChannelAsync(parsed.GetValue(channel), sources, compiler, cancellation);
        var report = name is null
            ? CosignReport.Refused("", refusal)
            : await CosignAsync(name, parsed.GetValue(sequence), sources, compiler, opened, signing, cancellation);
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

    private static async Task<(string? Channel, string Refusal)> FindChannelAsync(
        string? named, PublishSources sources, CompilerOptions compiler, CancellationToken cancellation)
    {
        if (named is not null)
        {
            return (named, "");
        }

        return await SourceReader.ReadAsync(sources, cancellation) switch
        {
            SourcesRead.Found read => (
                ChannelName.Of(
                    named,
                    CompileOptions.RequireFleet(compiler with { Platform = read.Platform }, read.Manifests)),
                ""),
            SourcesRead.Refused refused => (null, refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<CosignReport> CosignAsync(
        string name,
        long? number,
        PublishSources sources,
        CompilerOptions compiler,
        WritableStore opened,
        PublisherKeys signing,
        CancellationToken cancellation)
    {
        var search = await new ProposalSearcher(opened.Reader, opened.Lister, signing.Root, name)
            .FindAsync(number, cancellation);
        if (search is not ProposalSearch.Found { Proposal: var proposal, Live: var live })
        {
            return CosignReport.Refused(name, (search as ProposalSearch.Nothing)?.Reason ?? "");
        }

        switch (await new Rebuilder(sources, live, compiler).RebuildAsync(proposal.Record, cancellation))
        {
            case Rebuild.Made made:
                return await CompleteAsync(proposal, made, opened, signing, cancellation);
            case Rebuild.Failed failed:
                new FindingsReport(terminal, failed.Tree).WriteText(failed.Compilation, terminal.Error);

                return CosignReport.Refused(name, failed.Reason) with { Proposal = proposal };
            case Rebuild.Refused refused:
                return CosignReport.Refused(name, refused.Reason) with { Proposal = proposal };
            default:
                throw new UnreachableException();
        }
    }

    private async Task<CosignReport> CompleteAsync(
        Proposal proposal,
        Rebuild.Made made,
        WritableStore opened,
        PublisherKeys signing,
        CancellationToken cancellation)
    {
        var name = proposal.Record.Channel;
        var signed = await new Cosigner(opened.Reader, opened.Writer, signing, terminal.Time)
            .SignAsync(proposal, made.Bundle, made.Source, cancellation);
        var report = new CosignReport(name, proposal, made.Bundle.ContentDigest, signed);
        if (signed is not Cosignature.Completed || signing.For(name).Channel.IsEmpty)
        {
            return report;
        }

        // What publishes finds the release that is complete now, and writes the head that names it.
        var publisher = new ReleasePublisher(opened.Reader, opened.Writer, signing, terminal.Time);

        return report with
        {
            Publication = await publisher.PublishAsync(
                made.Bundle,
                new()
                {
                    Channel = name,
                    Source = proposal.Record.Source,
                    AllowShrink = proposal.Record.AllowShrink is true,
                    Rollout = proposal.Record.RollbackTo is null ? made.Fleet?.Rollout : null,
                },
                cancellation),
        };
    }
}
