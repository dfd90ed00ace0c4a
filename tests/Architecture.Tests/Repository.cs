using System.Runtime.CompilerServices;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>The repository's own files, as a checkout has them: nothing that a build made.</summary>
internal static class Repository
{
    private static readonly string[] Ignored =
        [".git", ".gwp", ".idea", ".vs", "TestResults", "artifacts", "node_modules"];

    private static readonly string[] Binary = [".png", ".pb", ".gz"];

    public static string Root { get; } = Path.GetFullPath("../..", Here());

    /// <summary>Paths relative to the root with forward slashes, in ordinal order.</summary>
    public static string[] Files { get; } =
        [.. Walk(Root).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TextFiles => Files.Where(path => !Binary.Contains(Path.GetExtension(path)));

    public static IEnumerable<string> Code(string folder) =>
        Files.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && Path.GetExtension(path) is ".cs");

    public static IEnumerable<string> Markdown => Files.Where(path => Path.GetExtension(path) is ".md");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Fails with one line for each offence, so that one run tells all there is to mend.</summary>
    public static void AssertNone(string rule, IEnumerable<string> offences)
    {
        var found = offences.ToArray();
        Assert.True(found is [], $"{rule}\n  {string.Join("\n  ", found)}");
    }

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(file => new FileInfo(file).LinkTarget is null && Path.GetFileName(file) is not ".git")
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(child => !Ignored.Contains(Path.GetFileName(child)))
                .SelectMany(Walk));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}
