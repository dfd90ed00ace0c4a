using GatewayPipeline.Compiler.Differences;
using GatewayPipeline.Compiler.Tests.Corpus;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Differences;

/// <summary>Every folder of tests/differences is a case: base/ and head/ go in, expected/diff.txt comes out.</summary>
public sealed class RouteDiffCaseTests
{
    private static string Folder { get; } = Path.GetFullPath("../differences", Golden.Corpus);

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tells_what_is_recorded(string name)
    {
        var diff = RouteDiff.Between(Compile(name, "base"), Compile(name, "head"));

        Golden.Verify(Path.Combine(Folder, name, "expected"), new Dictionary<string, string>
        {
            ["diff.txt"] = string.Concat(DiffText.Lines(diff)
                .Select(line => $"{new string(' ', line.Indentation)}{line.Text}".TrimEnd() + "\n")),
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_differs_from_itself(string name)
    {
        var diff = RouteDiff.Between(Compile(name, "head"), Compile(name, "head"));

        Assert.True(diff.IsEmpty && !diff.DiffersUnnoticed, $"{name} differs from itself");
    }

    private static DiffSide Compile(string name, string side)
    {
        var root = Path.Combine(Folder, name, side);
        var tree = ManifestTree.Of(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => new Manifest.Readable(Path.GetRelativePath(root, path), File.ReadAllText(path))));
        var compilation = GatewayCompiler.Compile(tree, new());

        return DiffSide.Of(compilation)
            ?? throw new InvalidOperationException($"{name}/{side} must compile: {string.Join("\n", compilation.Diagnostics)}");
    }
}
