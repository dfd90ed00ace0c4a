using System.Collections.Immutable;

namespace GatewayPipeline.Cli.Output;

/// <summary>
/// Columns of plain text as istioctl sets them: a header in capitals, blanks between, nothing that a pipe must strip.
/// </summary>
internal sealed class TextTable(int gap, params ImmutableArray<string> headers)
{
    private readonly List<ImmutableArray<string>> rows = [headers];

    public void Add(params ImmutableArray<string> cells) => rows.Add(cells);

    public void WriteTo(TextWriter output)
    {
        var widths = headers.Select((_, column) => rows.Max(row => row[column].Length) + gap).ToImmutableArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column]));
            output.WriteLine(string.Concat(cells).TrimEnd());
        }
    }
}
