using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler;
using Spectre.Console;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// What <c>gwp up</c> tells the person in front of it: where things are, what to type next, what each save did.
/// </summary>
internal sealed class UpReport
{
    private const int ExamplesShown = 5;

    private readonly Terminal terminal;
    private readonly IAnsiConsole console;

    public UpReport(Terminal terminal)
    {
        this.terminal = terminal;
        console = AnsiConsole.Create(new()
        {
            Ansi = terminal.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        });
        console.Profile.Width = int.MaxValue;
    }

    public void Starting(UpOptions options, string state, string statusSocket, string gateway)
    {
        console.MarkupLineInterpolated($"[bold]gwp up[/] {options.Folder}");
        console.MarkupLineInterpolated($"  state    {state}");
        console.MarkupLineInterpolated($"  status   {statusSocket} (gwp inspect listeners --gateway SOCKET)");
        console.MarkupLineInterpolated($"  gateway  {gateway}");
    }

    public void Serving(UpOptions options, UpBuild build, TimeSpan elapsed)
    {
        if (!build.Echoes.IsEmpty)
        {
            var names = string.Join(", ", build.Echoes.Select(echo => EchoAnswer.NameOf(echo.Destination)).Distinct()
                .Order(StringComparer.Ordinal));
            console.MarkupLineInterpolated($"  echo     {names}");
        }

        console.MarkupLineInterpolated(
            $"[green]Serving[/] after {elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s. Try:");
        var examples = RequestExamples.Of(build.Resources).ToList();
        foreach (var example in examples.Take(ExamplesShown))
        {
            console.MarkupLineInterpolated($"  {example}");
        }

        if (examples.Count == 0)
        {
            console.MarkupLineInterpolated($"  nothing is listened on yet: add a Gateway to {options.Folder}");
        }

        console.MarkupLineInterpolated(
            $"Edit the files in {options.Folder}: every save is checked and served. Ctrl-C ends it.");
    }

    public void Changed(ImmutableArray<string> changes, TimeSpan elapsed)
    {
        var what = changes.IsEmpty ? "nothing that the gateway would notice" : string.Join(", ", changes);
        console.MarkupLineInterpolated($"{Now()} [green]{what}[/], served after {Milliseconds(elapsed)} ms");
    }

    public void Unchanged(TimeSpan elapsed) =>
        console.MarkupLineInterpolated($"{Now()} no change for the gateway, checked in {Milliseconds(elapsed)} ms");

    public void Mistaken(UpBuild build, bool isServing)
    {
        new FindingsReport(terminal, build.Tree).WriteText(build.Compilation, terminal.Out);
        var effect = isServing ? "the gateway stays as it was" : "nothing is served until they are mended";
        console.MarkupLineInterpolated($"{Now()} [red]errors:[/] {effect}");
    }

    public void Doubts(UpBuild build) =>
        new FindingsReport(terminal, build.Tree).WriteText(build.Compilation, terminal.Out);

    /// <summary>What a gateway refuses it names by its listener; where that is asked for is said here.</summary>
    public void Refused(string reason, Compilation compilation)
    {
        console.MarkupLineInterpolated($"{Now()} [red]the gateway refused it and stays as it was:[/] {reason}");
        foreach (var (name, origin) in compilation.ListenerOrigins)
        {
            if (reason.Contains($"{name}: ", StringComparison.Ordinal))
            {
                console.MarkupLineInterpolated($"  {origin}: listener {name} is asked for here");
            }
        }
    }

    public void Trouble(string text) => console.MarkupLineInterpolated($"{Now()} [yellow]{text}[/]");

    public void Ending() => console.MarkupLineInterpolated($"Ending.");

    private static string Now() => DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan elapsed) =>
        elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
