using System.Globalization;
using GatewayPipeline.Compiler;
using Spectre.Console;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>What <c>gwp up --functions</c> tells the person in front of it.</summary>
internal sealed class PipelineReport
{
    private const int ExamplesShown = 5;
    private const int ShortCommit = 12;

    private readonly IAnsiConsole console;

    public PipelineReport(Terminal terminal)
    {
        console = AnsiConsole.Create(new()
        {
            Ansi = terminal.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        });
        console.Profile.Width = int.MaxValue;
    }

    public void Starting(PipelineOptions options, string state, string gateway)
    {
        console.MarkupLineInterpolated($"[bold]gwp up --functions[/] {options.Repository}");
        Line("ref", options.Ref);
        Line("state", state);
        Line("gateway", gateway);
    }

    public void Fetching() => Line("azurite", "fetched with npm, once; its packages are pinned by their SHA-512");

    public void Part(string name, Uri address) => Line(name, $"{address}");

    public void Hook(string? toDo) => Line("hook", toDo ?? "post-receive tells the pipeline of each push");

    public void Empty(PipelineOptions options) => console.MarkupLineInterpolated(
        $"{options.Ref} is not there yet: git push {options.Repository} HEAD:{options.Ref}");

    public void Serving(EnvoyResources resources)
    {
        console.MarkupLineInterpolated($"[green]Serving.[/] Try:");
        foreach (var example in RequestExamples.Of(resources).Take(ExamplesShown))
        {
            console.MarkupLineInterpolated($"  {example}");
        }

        console.MarkupLineInterpolated($"Every push is compiled, signed, published and served. Ctrl-C ends it.");
    }

    public void Released(PushStages stages)
    {
        var commit = stages.Commit is { } id ? $"commit {id[..Math.Min(id.Length, ShortCommit)]}" : "the ref";
        console.MarkupLineInterpolated(
            $"{Now()} [green]release {Number(stages.Sequence)}[/] of {commit} is live after {Number(stages.Total)} ms");
        (string Name, double? Milliseconds)[] all =
        [
            ("webhook", stages.Webhook), ("event", stages.Event), ("queue", stages.Queue), ("compile", stages.Compile),
            ("publish", stages.Publish), ("poll", stages.Poll), ("activate", stages.Activate),
        ];
        var parts = all.Where(stage => stage.Milliseconds is not null)
            .Select(stage => $"{stage.Name} {Number(stage.Milliseconds ?? 0)}");
        console.MarkupLineInterpolated($"         {string.Join(" · ", parts)} ms");
    }

    public void Refused(PipelineNews.Refused refused)
    {
        var commit = refused.Commit is { } id ? $"commit {id[..Math.Min(id.Length, ShortCommit)]}" : "the push";
        console.MarkupLineInterpolated(
            $"{Now()} [red]{commit} is refused, and the gateway stays as it was:[/] {refused.Reason}");
    }

    public void RefusedByGateway(long sequence, string reason) => console.MarkupLineInterpolated(
        $"{Now()} [red]the gateway refused release {Number(sequence)} and stays as it was:[/] {reason}");

    public void Quiet(string sentence) => console.MarkupLineInterpolated($"{Now()} {sentence}");

    public void Trouble(string text) => console.MarkupLineInterpolated($"{Now()} [yellow]{text}[/]");

    public void Ending() => console.MarkupLineInterpolated($"Ending.");

    private void Line(string name, string text) => console.MarkupLineInterpolated($"  {name,-9} {text}");

    private static string Now() => DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
