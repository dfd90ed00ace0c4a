using System.CommandLine;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp check</c>: all findings, each with its line.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var inputs = ManifestInput.ManyArgument("Folders or files to check, or a git repository; '-' reads standard input");
        var output = OutputFormat.Option(
            OutputFormat.Text, OutputFormat.Json, OutputFormat.Sarif, OutputFormat.GitHub);
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Name the files that are no manifests, too" };
        var options = new CompileOptions();
        var repository = new RepositoryOptions();
        var command = new Command("check", "Check manifests and print every finding.") { inputs, output, verbose };
        repository.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (tree, _) = await repository.ReadAsync(parsed, parsed.GetValue(inputs) ?? [], terminal, cancellation);
            var compiler = options.Read(parsed);
            if (compiler.Fleet is not null)
            {
                CompileOptions.RequireFleet(compiler, tree);
            }

            var compilation = GatewayCompiler.Check(tree, compiler, options.ReadInspection(parsed, terminal.Time));
            Write(compilation, compiler.SourcesWith(tree), parsed.GetValue(output), terminal);

            if (parsed.GetValue(verbose))
            {
                FindingsReport.WritePassedOver(compilation, terminal.Error);
            }

            return compilation.HasErrors ? ExitCode.Findings : ExitCode.Good;
        });

        return command;
    }

    private static void Write(Compilation compilation, ManifestTree tree, string? format, Terminal terminal)
    {
        switch (format)
        {
            case OutputFormat.Json:
                FindingsReport.WriteJson(compilation, terminal.Out);
                break;
            case OutputFormat.Sarif:
                terminal.Out.WriteLine(SarifLog.Render(compilation));
                break;
            case OutputFormat.GitHub:
                WorkflowCommands.Write(compilation.Diagnostics, terminal.Out);
                FindingsReport.WriteSummary(compilation, terminal.Out);
                break;
            default:
                new FindingsReport(terminal, tree).WriteText(compilation, terminal.Out);
                FindingsReport.WriteSummary(compilation, terminal.Out);
                break;
        }
    }
}
