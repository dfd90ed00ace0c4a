using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>The objects of a tree in the order of their places, and what was left aside without a finding.</summary>
internal sealed record ReadResult(ImmutableArray<ManifestObject> Objects, ImmutableArray<PassedOver> PassedOver);

/// <summary>Reads a tree into objects: says which document is which kind, and why the others are none.</summary>
internal static class ObjectReader
{
    public static ReadResult Read(ManifestTree manifests, DiagnosticBag diagnostics)
    {
        CheckLimits(manifests, diagnostics);
        var charts = ChartFolders(manifests);
        var sorter = new DocumentSorter(diagnostics);

        // Parsing is where the time goes, and each file is on its own; the order of the results is that of the files.
        var parsed = manifests.Files.SelectInParallel(file => (File: file, Documents: Parse(file, charts)), atOnce: 1);
        foreach (var (file, documents) in parsed)
        {
            switch (file)
            {
                case Manifest.Unreadable unreadable:
                    sorter.Report(Explain(unreadable));
                    break;
                case Manifest.Readable when IsUnder(charts, file.Path):
                    sorter.AddTemplate(StartOf(file.Path));
                    break;
                case Manifest.Readable when IsKustomizationFile(file.Path):
                    sorter.AddKustomization(StartOf(file.Path));
                    break;
                default:
                    sorter.Add(file.Path, documents);
                    break;
            }
        }

        return sorter.Finish(manifests.Name, manifests.Files.Length);
    }

    private static ImmutableArray<DocumentSyntax> Parse(Manifest file, ImmutableArray<string> charts) =>
        file is Manifest.Readable readable && !IsUnder(charts, file.Path) && !IsKustomizationFile(file.Path)
            ? ManifestParser.Parse(readable)
            : [];

    private static void CheckLimits(ManifestTree manifests, DiagnosticBag diagnostics)
    {
        var size = manifests.Files.OfType<Manifest.Readable>().Sum(file => (long)file.Text.Length);
        if (manifests.Files.Length > ManifestLimits.Files)
        {
            diagnostics.Add(TooLarge(manifests.Name, $"{manifests.Files.Length} files; at most {ManifestLimits.Files} are compiled"));
        }

        if (size > ManifestLimits.TreeBytes)
        {
            diagnostics.Add(TooLarge(manifests.Name, $"{size} bytes; at most {ManifestLimits.TreeBytes} are compiled"));
        }
    }

    private static Diagnostic TooLarge(string tree, string what) => SyntaxRules.TreeTooLarge
        .At(StartOf(tree), what)
        .WithHelp("name a smaller folder, or leave out what is no manifest with .gwpignore");

    private static Diagnostic Explain(Manifest.Unreadable file)
    {
        const string Ignore = "name it in .gwpignore if it is no manifest";
        var (rule, help) = file.Reason switch
        {
            UnreadableReason.TooLarge => (SyntaxRules.FileTooLarge, $"split the file, or {Ignore}"),
            UnreadableReason.NotText => (SyntaxRules.FileNotText, $"save the file as UTF-8, or {Ignore}"),
            UnreadableReason.Link => (SyntaxRules.LinkNotFollowed, $"put the file itself here, or {Ignore}"),
            UnreadableReason.Submodule =>
                (SyntaxRules.SubmoduleNotRead, $"put the manifests themselves here, or {Ignore}"),
            UnreadableReason.LargeFilePointer =>
                (SyntaxRules.LargeFilePointer, $"keep manifests out of large file storage, or {Ignore}"),
            UnreadableReason.OddName => (SyntaxRules.OddName, $"rename the file, or {Ignore}"),
            UnreadableReason.Collision => (SyntaxRules.PathCollision, "rename one of them"),
            _ => (SyntaxRules.FileRefused, "check the permissions of the file"),
        };

        return rule.At(StartOf(file.Path), file.Detail).WithHelp(help);
    }

    // A chart's templates are no manifests even where one of them happens to be readable.
    private static ImmutableArray<string> ChartFolders(ManifestTree manifests) =>
    [
        .. manifests.Files
            .Select(file => file.Path)
            .Where(path => path is "Chart.yaml" || path.EndsWith("/Chart.yaml", StringComparison.Ordinal))
            .Select(path => path[..^"Chart.yaml".Length] + "templates/"),
    ];

    private static bool IsUnder(ImmutableArray<string> folders, string path)
    {
        foreach (var folder in folders)
        {
            if (path.StartsWith(folder, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKustomizationFile(string path) =>
        path[(path.LastIndexOf('/') + 1)..] is "kustomization.yaml" or "kustomization.yml";

    internal static SourceSpan StartOf(string path) => new(path, new(1, 1), new(1, 1));

    private const DateTimeStyles AsUniversal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    internal static DateTimeOffset? Timestamp(string? text) =>
        text is [_, _, _, _, '-', _, _, '-', _, _, 'T' or 't' or ' ', ..]
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, AsUniversal, out var time)
            ? time
            : null;
}
