using System.CommandLine;
using GatewayPipeline.Bundles;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Cli.Verification;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp verify</c>: would a gateway accept it, check by check.</summary>
internal sealed class VerifyCommand(Terminal terminal)
{
    private readonly Argument<string?> bundle = new("FILE")
    {
        Description = "A bundle (.tar.gz), with --release in place of --store and --channel",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> release = Named("--release", "FILE", "The bundle's release record");
    private readonly Option<string> store = Named("--store", "URL", "A folder, a web address or an Azure container");
    private readonly Option<string> channel = Named("--channel", "NAME", "The channel that gateways follow");
    private readonly Option<string> trust = new("--trust")
    {
        HelpName = "ROOT",
        Description = "The root document that gateways are given",
        Required = true,
    };

    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);

    public static Command Create(Terminal terminal)
    {
        var verify = new VerifyCommand(terminal);
        var command = new Command("verify", "Check what a gateway checks, and say how others can.")
        {
            verify.bundle, verify.release, verify.store, verify.channel, verify.trust, verify.output,
        };
        ChannelName.RequireIn(verify.channel);
        command.SetAction(verify.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var report = new VerificationReport();
        var work = (parsed.GetValue(bundle), parsed.GetValue(release), parsed.GetValue(store), parsed.GetValue(channel))
            switch
        {
            ({ } file, { } record, null, null) => VerifyFileAsync(parsed, file, record, report, cancellation),
            (null, null, { } address, { } name) => VerifyChannelAsync(parsed, address, name, report, cancellation),
            _ => throw new WrongUsageException(
                "say --store URL and --channel NAME, or a bundle FILE and its --release FILE"),
        };
        await work;
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

    private async Task VerifyChannelAsync(
        ParseResult parsed, string address, string name, VerificationReport report, CancellationToken cancellation)
    {
        var (reader, _) = ReadableStore.Open(address);
        var rootFile = parsed.GetRequiredValue(trust);
        var root = await ReadAsync(rootFile, Limits.RootBytes, cancellation);
        await new ChannelVerification(reader, new(address), name, report)
            .RunAsync(root, Path.GetFullPath(rootFile), terminal.Time.GetUtcNow(), cancellation);
    }

    private async Task VerifyFileAsync(
        ParseResult parsed, string file, string record, VerificationReport report, CancellationToken cancellation)
    {
        var rootFile = parsed.GetRequiredValue(trust);
        var root = await ReadAsync(rootFile, Limits.RootBytes, cancellation);
        var signed = await ReadAsync(record, Limits.ReleaseBytes, cancellation);
        var bytes = await ReadAsync(file, Limits.BundleBytes, cancellation);
        if (PinnedRoot.Verify(root, Path.GetFullPath(rootFile), report) is { } chain)
        {
            ReleaseVerification.Run(
                chain.Newest,
                Path.GetFullPath(rootFile),
                (signed, Path.GetFullPath(record)),
                (bytes, Path.GetFullPath(file)),
                report);
        }
    }

    // One byte more than is allowed is enough for the verifier to refuse it.
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, int limit, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, limit + 1L)];
        await file.ReadExactlyAsync(bytes, cancellation);

        return bytes;
    }

    private static Option<string> Named(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };
}
