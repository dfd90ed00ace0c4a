using System.Runtime.CompilerServices;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Made = [".git", ".gwp", "TestResults", "artifacts", "node_modules", "bin", "obj"];

    public static string Root { get; } = Path.GetFullPath("../../..", Here());

    /// <summary>Paths relative to the root: what a checkout has, nothing that a build made.</summary>
    public static IEnumerable<string> Files => Walk(Root).Select(path => Path.GetRelativePath(Root, path));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(file => new FileInfo(file).LinkTarget is null && Path.GetFileName(file) is not ".git")
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(child => !Made.Contains(Path.GetFileName(child)) && new DirectoryInfo(child).LinkTarget is null)
                .SelectMany(Walk));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}
