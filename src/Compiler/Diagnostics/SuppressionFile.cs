using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>The file <c>.gwpsuppress</c> at the root of a tree: <c>CODE path-glob reason</c>, one a line.</summary>
internal static class SuppressionFile
{
    public static IEnumerable<Suppression> Read(ManifestTree manifests, DiagnosticBag problems) =>
        manifests.SuppressionFiles.SelectMany(file => Read(file, problems));

    private static List<Suppression> Read(Manifest.Readable file, DiagnosticBag problems)
    {
        var folder = file.Path[..(file.Path.LastIndexOf('/') + 1)];
        var found = new List<Suppression>();
        var lines = file.Text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
            if (words is [] or [['#', ..], ..])
            {
                continue;
            }

            SourceSpan span = new(file.Path, new(i + 1, 1), new(i + 1, lines[i].Length + 1));
            if (words is [_])
            {
                problems.Add(SuppressionRules.NamesNothing.At(span, "path")
                    .WithHelp("write which files it is about behind the code: CODE path-glob reason"));
                continue;
            }

            found.Add(new(words[0], span, new SuppressedPlace.Files(folder, new(words[1])))
            {
                Reason = words.ElementAtOrDefault(2)?.Trim() ?? "",
            });
        }

        return found;
    }
}
