using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>Every folder of samples/ is a tree of its own, and one that we would be proud of.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Samples =>
        [.. Repository.Files.Where(path => path.StartsWith("samples/", StringComparison.Ordinal))
            .Select(path => path.Split('/')).Where(parts => parts.Length > 2).Select(parts => parts[1]).Distinct()];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Compiles_without_a_finding(string sample)
    {
        var prefix = $"samples/{sample}/";
        var tree = ManifestTree.Of(Repository.Files
            .Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(path => new Manifest.Readable(path[prefix.Length..], Repository.Read(path))));

        var compilation = GatewayCompiler.Compile(tree, new());

        Repository.AssertNone(
            $"Mend {prefix} or the compiler:", compilation.Diagnostics.Select(finding => $"{finding}"));
        Assert.True(compilation.Succeeded);
        Assert.NotEmpty(compilation.Destinations);
    }
}
