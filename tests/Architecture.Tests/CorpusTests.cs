namespace GatewayPipeline.Architecture.Tests;

/// <summary>tests/corpus/AREA/what-it-shows/{manifests,expected}/: a file elsewhere would be seen by no test.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Every_file_of_the_corpus_belongs_to_a_case() =>
        Repository.AssertNone(
            "Place it as tests/corpus/AREA/CASE/{manifests,expected}/…, or name it README.md:",
            Repository.Files
                .Where(path => path.StartsWith("tests/corpus/", StringComparison.Ordinal))
                .Where(path => !IsPlaced(path.Split('/')[2..])));

    [Fact]
    public void Every_case_of_the_corpus_has_manifests() =>
        Repository.AssertNone(
            "A case is a folder with manifests/ in it:",
            Repository.Files
                .Where(path => path.StartsWith("tests/corpus/", StringComparison.Ordinal))
                .Select(path => path.Split('/'))
                .Where(parts => parts.Length > 5)
                .ToLookup(parts => string.Join('/', parts[..4]), parts => parts[4])
                .Where(files => !files.Contains("manifests"))
                .Select(files => files.Key));

    private static bool IsPlaced(string[] parts) => parts is
        [_, _, "manifests" or "expected", ..] or [.., "README.md"] or [_, _, "options.json"];
}
