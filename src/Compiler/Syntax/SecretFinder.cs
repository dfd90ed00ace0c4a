using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Looks through files as they are written, comments and all: a secret is one wherever it lies.</summary>
internal static class SecretFinder
{
    public static void Find(ManifestTree tree, DiagnosticBag diagnostics)
    {
        foreach (var file in tree.Files.OfType<Manifest.Readable>())
        {
            foreach (var secret in SecretText.Find(file.Text))
            {
                diagnostics.Add(PolicyRules.SecretInText
                    .At(SpanOf(file, secret), secret.What)
                    .WithHelp("take it out of the repository, out of its history too, and renew it"));
            }
        }
    }

    // To the end of its first line.
    private static SourceSpan SpanOf(Manifest.Readable file, FoundSecret secret)
    {
        var (line, start) = (1, file.Text.StartsWith('\uFEFF') ? 1 : 0);
        for (var end = LineBreaks.EndOfLine(file.Text, start); end < secret.Start;)
        {
            start = LineBreaks.SkipBreak(file.Text, end);
            end = LineBreaks.EndOfLine(file.Text, start);
            line++;
        }

        var until = Math.Min(secret.Start + secret.Length, LineBreaks.EndOfLine(file.Text, secret.Start));

        return new(file.Path, new(line, secret.Start - start + 1), new(line, until - start + 1));
    }
}
