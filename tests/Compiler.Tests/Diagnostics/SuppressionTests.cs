using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Diagnostics;

/// <summary>Which findings are silenced, by whom, and what is said of a suppression that does nothing.</summary>
public sealed class SuppressionTests
{
    private const string Service = "apiVersion: v1\nkind: Service\nmetadata: {name: orders}\n---\n";
    private const string Widget = "apiVersion: apps/v1\nkind: Widget\nmetadata: {name: w}\n";

    [Theory]
    [InlineData("apiVersion: apps/v1\nkind: Widget # gwp: ignore GWP1033 not ours\nmetadata: {name: w}\n")]
    [InlineData("apiVersion: apps/v1\nkind: Widget #gwp: ignore gwp1033\nmetadata: {name: w}\n")]
    [InlineData("apiVersion: apps/v1\n# gwp: ignore GWP1033\n# more words\nkind: Widget\nmetadata: {name: w}\n")]
    [InlineData("apiVersion: apps/v1\r\n# gwp: ignore GWP3002,GWP1033 both\r\nkind: Widget\r\nmetadata: {name: w}\r\n", "GWP3901")]
    [InlineData("# gwp: ignore GWP1033 too far\napiVersion: apps/v1\nkind: Widget\nmetadata: {name: w}\n", "GWP1033", "GWP3901")]
    [InlineData("apiVersion: apps/v1 # gwp: ignore GWP1033\nkind: Widget\nmetadata: {name: w}\n", "GWP1033", "GWP3901")]
    [InlineData("apiVersion: apps/v1\nkind: Widget # gwp: ignored GWP1033\nmetadata: {name: w}\n", "GWP1033")]
    [InlineData("apiVersion: apps/v1\nkind: Widget # gwp: ignore\nmetadata: {name: w}\n", "GWP1033", "GWP3902")]
    [InlineData("apiVersion: apps/v1\nkind: Widget\nmetadata: {name: w}\n# gwp: ignore GWP1033 at the end", "GWP1033", "GWP3901")]
    public void A_comment_counts_for_its_line_or_the_next(string text, params string[] left) =>
        Assert.Equal(left, Codes(("a.yaml", Service + text)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("GWP1033 a.yaml not ours")]
    [InlineData("# why\n\nGWP1033\tfolder/**")]
    [InlineData("GWP1033 *.yaml no reason", "GWP1033", "GWP3901")]
    [InlineData("GWP1033 folder everything in it")]
    [InlineData("GWP1033 **/a.yaml anywhere")]
    [InlineData("GWP1033 fol?er/*.yaml")]
    [InlineData("* /folder/ all")]
    [InlineData("GWP1033 other not there", "GWP1033", "GWP3901")]
    [InlineData("GWP1033", "GWP1033", "GWP3902")]
    [InlineData("IST0999 ** another tool's", "GWP1033")]
    public void A_file_at_the_root_counts_for_its_globs(string suppressions, params string[] left)
    {
        var path = suppressions.Contains(" a.yaml", StringComparison.Ordinal) ? "a.yaml" : "folder/a.yaml";

        Assert.Equal(left, Codes((path, Service + Widget), (".gwpsuppress", suppressions)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Globs_are_relative_to_the_folder_of_their_file() => Assert.Equal(
        ["GWP1033"],
        Codes(
            ("one/a.yaml", Service + Widget.Replace("Widget", "Gadget", StringComparison.Ordinal)),
            ("two/a.yaml", Widget),
            ("two/.gwpsuppress", "GWP1033 a.yaml")));

    [Theory]
    [InlineData("GWP1112")]
    [InlineData("IST0999, GWP1112")]
    [InlineData("*")]
    [InlineData("GWP1103", "GWP1112", "GWP3901")]
    [InlineData("IST0999", "GWP1112")]
    public void An_annotation_counts_for_its_object(string codes, params string[] left) => Assert.Equal(
        left,
        Codes(("a.yaml", $$"""
            apiVersion: v1
            kind: Service
            metadata:
              name: orders
              annotations: {galley.istio.io/analyze-suppress: "{{codes}}"}
            spec:
              selctor: {app: orders}
            """)).Order(StringComparer.Ordinal));

    [Fact]
    public void An_error_is_never_silenced()
    {
        var tree = ManifestTree.Of(
        [
            new Manifest.Readable("a.yaml", "apiVersion: v1\nkind: Service\nkind: Service # gwp: ignore GWP1012\nmetadata: {name: a}\n"),
            new Manifest.Readable(".gwpsuppress", "GWP1012 ** please"),
        ]);

        var compilation = GatewayCompiler.Compile(tree, new());

        Assert.False(compilation.Succeeded);
        Assert.Contains(compilation.Diagnostics, finding => finding.Rule == SyntaxRules.DuplicateKey);
        Assert.Equal(2, compilation.Diagnostics.Count(finding =>
            finding.Rule == SuppressionRules.SilencesNothing
            && finding.Message.Contains("is an error", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_silenced_changes_nothing_of_the_result()
    {
        var with = GatewayCompiler.Compile(Tree(("a.yaml", Service + Widget), (".gwpsuppress", "GWP1033 ** x")), new());
        var without = GatewayCompiler.Compile(Tree(("a.yaml", Service + Widget)), new());

        Assert.Equal(without.Snapshot?.Resources, with.Snapshot?.Resources);
        Assert.Equal(without.Manifests, with.Manifests);
    }

    private static IEnumerable<string> Codes(params (string Path, string Text)[] files) =>
        GatewayCompiler.Compile(Tree(files), new()).Diagnostics.Select(finding => finding.Rule.Code);

    private static ManifestTree Tree(params (string Path, string Text)[] files) =>
        ManifestTree.Of(files.Select(file => new Manifest.Readable(file.Path, file.Text)));
}
