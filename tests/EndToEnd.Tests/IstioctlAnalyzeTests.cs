using System.Collections.Concurrent;
using System.Text.Json;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>
/// What Istio's own analyzers say of the samples and the golden cases, `gwp check` says as well: under the same code of
/// Istio's, of the same object. What they say alone stands in istioctl-alone.txt, with the reason.
/// </summary>
public sealed class IstioctlAnalyzeTests
{
    private sealed record Remark(string Tree, string Code, string Subject)
    {
        public override string ToString() => $"{Code} {Tree} {Subject}";
    }

    private sealed record Exemption(string Code, string Tree, string Subject)
    {
        public bool Covers(Remark remark) => Code == remark.Code
            && (Tree is "*" || Tree == remark.Tree)
            && remark.Subject.StartsWith(Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Istioctl_says_nothing_that_gwp_check_does_not_say()
    {
        var istioctl = Programs.OrSkip(Programs.Istioctl, "no istioctl here: set ISTIOCTL_PATH, or have istioctl on PATH");
        var theirs = new ConcurrentBag<Remark>();
        await Parallel.ForEachAsync(Trees(), async (tree, _) =>
        {
            foreach (var remark in await AnalyzeAsync(istioctl, tree))
            {
                theirs.Add(remark);
            }
        });
        var ours = Trees().SelectMany(Check).ToHashSet();
        var exemptions = Exemptions();

        Assert.NotEmpty(theirs.Intersect(ours));
        var alone = theirs.Distinct().Where(remark => !ours.Contains(remark)).ToArray();
        Assert.True(alone.All(remark => exemptions.Any(exemption => exemption.Covers(remark))),
            "istioctl alone says this: build the finding, or write the reason into istioctl-alone.txt:\n"
            + string.Join('\n', alone.Where(remark => !exemptions.Any(exemption => exemption.Covers(remark))).Select(remark => $"{remark}").Order(StringComparer.Ordinal)));
        Assert.DoesNotContain(exemptions, exemption => !alone.Any(exemption.Covers));
    }

    private static IEnumerable<string> Trees()
    {
        var corpus = Path.Combine(Programs.Repository, "tests", "corpus");

        return Directory.EnumerateDirectories(Path.Combine(Programs.Repository, "samples"))
            .Concat(Directory.EnumerateDirectories(corpus, "manifests", SearchOption.AllDirectories));
    }

    private static string NameOf(string tree) =>
        Path.GetRelativePath(Programs.Repository, tree).Replace("tests/corpus/", "", StringComparison.Ordinal).Replace("/manifests", "", StringComparison.Ordinal);

    private static async Task<IEnumerable<Remark>> AnalyzeAsync(string istioctl, string tree)
    {
        var (_, output) = await Child.RunAsync(istioctl, ["analyze", "--use-kube=false", "-A", "-o", "json", tree], Programs.Repository);

        // What it cannot read it says in front and behind.
        var start = output.StartsWith('[') ? 0 : output.IndexOf("\n[", StringComparison.Ordinal) + 1;
        var end = output.IndexOf("\n]", start, StringComparison.Ordinal);
        Assert.True(end > 0 || output[start..].StartsWith("[]", StringComparison.Ordinal), output);
        using var remarks = JsonDocument.Parse(end > 0 ? output[start..(end + 2)] : "[]");

        return
        [
            .. remarks.RootElement.EnumerateArray().Select(remark => new Remark(
                NameOf(tree), remark.GetProperty("code").GetString() ?? "", remark.GetProperty("origin").GetString() ?? "")),
        ];
    }

    private static IEnumerable<Remark> Check(string tree)
    {
        var files = Directory.EnumerateFiles(tree, "*.yaml", SearchOption.AllDirectories)
            .Select(path => new Manifest.Readable(Path.GetRelativePath(tree, path), File.ReadAllText(path)));

        return GatewayCompiler.Compile(ManifestTree.Of(files), new()).Diagnostics.SelectMany(
            finding => finding.Rule.Aliases, (finding, code) => new Remark(NameOf(tree), code, $"{finding.Resource}"));
    }

    private static Exemption[] Exemptions() =>
    [
        .. File.ReadLines(Path.Combine(Programs.Repository, "tests", "EndToEnd.Tests", "istioctl-alone.txt"))
            .Where(line => line.Length > 0 && line[0] is not '#')
            .Select(line => line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries))
            .Select(words => new Exemption(words[0], words[1], words[2] is "*" ? "" : words[2].Replace(':', ' '))),
    ];
}
