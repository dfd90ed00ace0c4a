namespace GatewayPipeline.Compiler.Text;

/// <summary>
/// The lines of a tree's files, found quickly however many findings ask for them. What looks like a secret is masked.
/// </summary>
internal sealed class SourceLines(ManifestTree manifests)
{
    private readonly Dictionary<string, string> texts = manifests.Files
        .OfType<Manifest.Readable>()
        .Concat(manifests.SuppressionFiles)
        .DistinctBy(file => file.Path, StringComparer.Ordinal)
        .ToDictionary(file => file.Path, file => file.Text.TrimStart('\uFEFF'), StringComparer.Ordinal);

    private readonly Dictionary<string, List<int>> starts = new(StringComparer.Ordinal);

    /// <summary>The text of a line, or null if there is no such line.</summary>
    public string? Line(string path, int line)
    {
        if (!texts.TryGetValue(path, out var text))
        {
            return null;
        }

        if (!starts.TryGetValue(path, out var offsets))
        {
            texts[path] = text = SecretText.Masked(text);
            starts.Add(path, offsets = Offsets(text));
        }

        return line >= 1 && line <= offsets.Count
            ? text[offsets[line - 1]..LineBreaks.EndOfLine(text, offsets[line - 1])]
            : null;
    }

    private static List<int> Offsets(string text)
    {
        var offsets = new List<int>();
        for (var position = 0; position < text.Length;)
        {
            offsets.Add(position);
            position = LineBreaks.SkipBreak(text, LineBreaks.EndOfLine(text, position));
        }

        return offsets;
    }
}
