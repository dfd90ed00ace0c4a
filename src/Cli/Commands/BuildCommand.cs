using System.CommandLine;
using GatewayPipeline.Bundles;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp build</c>: a bundle, or one static Envoy configuration, or what either would hold.</summary>
internal static class BuildCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = ManifestInput.Argument("The folder or git repository to compile; '-' reads standard input");
        var bundle = new Option<string>("--out") { Description = "Write the bundle (FILE.tar.gz)", HelpName = "FILE" };
        var envoyConfig = new Option<string>("--envoy-config")
        {
            Description = "Write one static Envoy bootstrap (JSON) that a stock Envoy runs as it is",
            HelpName = "FILE",
        };
        var timings = new Option<bool>("--timings") { Description = "Say where the time went" };
        var options = new CompileOptions();
        var repository = new RepositoryOptions();
        var command = new Command(
            "build", "Compile manifests into a bundle or an Envoy configuration.") { input, bundle, envoyConfig, timings };
        repository.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var times = new StageTimes();
            times.Enter("read");
            var (tree, _) = await repository.ReadAsync(
                parsed, [parsed.GetValue(input) ?? "."], terminal, cancellation);
            var compiler = options.ReadForOne(parsed, tree);
            var compilation = GatewayCompiler.Compile(
                tree, compiler, entering: stage => times.Enter($"{stage}".ToLowerInvariant()));
            times.Enter("report");
            var report = new FindingsReport(terminal, compiler.SourcesWith(tree));
            report.WriteText(compilation, terminal.Error);
            if (!compilation.Succeeded)
            {
                FindingsReport.WriteSummary(compilation, terminal.Error);

                return ExitCode.Findings;
            }

            times.Enter("pack");
            Write(terminal, compilation.Snapshot, parsed.GetValue(bundle), parsed.GetValue(envoyConfig));
            if (parsed.GetValue(timings))
            {
                times.WriteTo(terminal.Error);
            }

            return ExitCode.Good;
        });

        return command;
    }

    private static void Write(Terminal terminal, XdsSnapshot snapshot, string? bundleFile, string? envoyConfigFile)
    {
        var bundle = BundleWriter.Pack(snapshot);
        if (bundleFile is not null)
        {
            WholeFile.Write(bundleFile, bundle.Bytes.Span);
        }

        if (envoyConfigFile is not null)
        {
            var bootstrap = Envoy.Config.Bootstrap.V3.Bootstrap.Parser.ParseFrom(snapshot.StaticBootstrap.Span);
            WholeFile.Write(envoyConfigFile, System.Text.Encoding.UTF8.GetBytes(EnvoyJson.Format(bootstrap) + "\n"));
        }

        BuildSummary.Write(terminal.Out, bundle);
    }
}
