using GatewayPipeline.Compiler.Differences;

namespace GatewayPipeline.Cli.Output;

/// <summary>Prints a diff: in colour and within the width of the window for people, whole lines for pipes.</summary>
internal sealed class DiffReport(Terminal terminal)
{
    private const string Reset = "\u001b[0m";
    private const int NarrowestText = 20;

    public void WriteText(RouteDiff diff)
    {
        foreach (var line in DiffText.Lines(diff))
        {
            var text = Wrap(line);
            terminal.Out.WriteLine(terminal.HasColour && ColourOf(line.Kind) is { } colour && text.Length > 0
                ? $"{colour}{text}{Reset}" : text);
        }
    }

    private string Wrap(DiffLine line)
    {
        var indentation = new string(' ', line.Indentation);
        if (line.Text.Length == 0 || terminal.Width is not { } width || line.Indentation + line.Text.Length <= width)
        {
            return line.Text.Length == 0 ? "" : indentation + line.Text;
        }

        var room = Math.Max(NarrowestText, width - line.Indentation);

        return indentation + MarkdownText.Wrap(line.Text, room, "  ").Replace("\n", $"\n{indentation}", StringComparison.Ordinal);
    }

    private static string? ColourOf(ChangeKind? kind) => kind switch
    {
        ChangeKind.Added => "\u001b[32m",
        ChangeKind.Removed => "\u001b[31m",
        ChangeKind.Changed or ChangeKind.Moved => "\u001b[33m",
        _ => null,
    };
}
