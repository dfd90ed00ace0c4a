using System.CommandLine;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler.Differences;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp diff</c>: what becomes different for hosts, routes and destinations, with a request that shows it.</summary>
internal sealed class DiffCommand
{
    private const string Here = ".";

    private readonly Terminal terminal;
    private readonly DiffInput input;
    private readonly Argument<string[]> sides = ManifestInput.WithoutOptions(new Argument<string[]>("BASE [HEAD]")
    {
        Description = "Two folders, repositories at a revision (REPO@REF) or bundle files; HEAD is the current folder "
            + "if it is left out, and the only one with --store",
        Arity = new ArgumentArity(0, 2),
    });

    private readonly Option<string> output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json, OutputFormat.Markdown);

    private DiffCommand(Terminal terminal)
    {
        this.terminal = terminal;
        input = new(terminal);
    }

    public static Command Create(Terminal terminal)
    {
        var diff = new DiffCommand(terminal);
        var command = new Command("diff", "Say what changes for requests between two sets of manifests.")
        {
            diff.sides, diff.output,
        };
        diff.input.AddTo(command);
        command.SetAction(diff.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (older, newer) = NameSides(parsed);
        var head = await input.ReadAsync(parsed, newer, isHead: true, cancellation);
        if (head.Side is null)
        {
            Explain(head);

            return ExitCode.Findings;
        }

        var before = older is null
            ? await input.ReadLiveAsync(parsed, cancellation)
            : await input.ReadAsync(parsed, older, isHead: false, cancellation);
        if (before.Side is null)
        {
            Explain(before);
            terminal.Error.WriteLine("gwp: the base has errors, so the head is compared with a gateway that has nothing");
        }

        Write(RouteDiff.Between(before.Side ?? DiffSide.Nothing, head.Side), parsed.GetValue(output));

        return ExitCode.Good;
    }

    // Null: what is live in a store.
    private (string? Base, string Head) NameSides(ParseResult parsed) =>
        (input.HasStore(parsed), parsed.GetValue(sides) ?? []) switch
        {
            (true, []) => (null, Here),
            (true, [var only]) => (null, only),
            (true, _) => throw new WrongUsageException("give either BASE or --store, not both"),
            (false, [var older]) => (older, Here),
            (false, [var older, var newer]) => (older, newer),
            _ => throw new WrongUsageException("name what to compare with: a folder, REPO@REF, a bundle, or --store STORE --channel NAME"),
        };

    private void Explain(FoundSide side)
    {
        if (side.Compilation is { } compilation)
        {
            new FindingsReport(terminal, side.Tree).WriteText(compilation, terminal.Error);
            FindingsReport.WriteSummary(compilation, terminal.Error);
        }
    }

    private void Write(RouteDiff diff, string? format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                terminal.Out.WriteLine(DiffJson.Render(diff));
                break;
            case OutputFormat.Markdown:
                terminal.Out.Write(DiffMarkdown.Render(diff));
                break;
            default:
                new DiffReport(terminal).WriteText(diff);
                break;
        }
    }
}
