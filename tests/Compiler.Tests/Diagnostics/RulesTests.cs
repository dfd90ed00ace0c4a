using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Schema;
using GatewayPipeline.Compiler.Tests.Schema;
using GatewayPipeline.Compiler.Tests.Validation;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Validation;

namespace GatewayPipeline.Compiler.Tests.Diagnostics;

/// <summary>Every rule is registered and has a page, and the page is true.</summary>
public partial class RulesTests
{
    private const string PageAdvice = "write docs/diagnostics/CODE.md: what it means, '## An example', '## The example mended'";

    [Fact]
    public void All_rules_are_registered()
    {
        var declared = typeof(Rules).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Rules).Namespace && type.Name.EndsWith("Rules", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.IsAssignableTo(typeof(Rule)))
            .Select(field => ((Rule?)field.GetValue(null))?.Code);

        Assert.Equal(declared.Order(StringComparer.Ordinal), Rules.All.Select(rule => rule.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_code_belongs_to_one_rule() =>
        Assert.Empty(Rules.All.GroupBy(rule => rule.Code).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void A_code_is_numbered_by_its_stage()
    {
        Assert.All(SyntaxRules.All, rule => Assert.StartsWith("GWP10", rule.Code, StringComparison.Ordinal));
        Assert.All(SchemaRules.All, rule => Assert.StartsWith("GWP11", rule.Code, StringComparison.Ordinal));
        Assert.All(ValueRules.All, rule => Assert.StartsWith("GWP12", rule.Code, StringComparison.Ordinal));
        Assert.All([.. NameRules.All, .. ServerRules.All, .. ServiceRules.All], rule => Assert.StartsWith("GWP12", rule.Code, StringComparison.Ordinal));
        Assert.All(BindingRules.All, rule => Assert.StartsWith("GWP2", rule.Code, StringComparison.Ordinal));
        Assert.All(AnalysisRules.All, rule => Assert.StartsWith("GWP3", rule.Code, StringComparison.Ordinal));
        Assert.All([.. PolicyRules.All, .. FleetRules.All, .. OwnershipRules.All, .. UpstreamRules.All], rule => Assert.StartsWith("GWP4", rule.Code, StringComparison.Ordinal));
        Assert.All(EnvoyRules.All, rule => Assert.StartsWith("GWP5", rule.Code, StringComparison.Ordinal));
        Assert.All(CertificateRules.All, rule => Assert.StartsWith("GWP7", rule.Code, StringComparison.Ordinal));
    }

    [Fact]
    public void The_list_of_pages_is_complete()
    {
        var list = new StringBuilder("# Findings\n\nEvery finding has a code that never changes its meaning. Its page says what it means and shows it mended.\n\n");
        list.Append("| code | severity | what it says |\n| --- | --- | --- |\n");
        foreach (var rule in Rules.All.OrderBy(rule => rule.Code, StringComparer.Ordinal))
        {
            var istio = rule.InIstioProfile is { } severity ? $" ({Word(severity)} in profile `istio`)" : "";
            list.Append($"| [{rule.Code}]({rule.Code}.md) | {Word(rule.Severity)}{istio} | {rule.Title} |\n");
        }

        Repository.Verify(list.ToString(), "docs", "diagnostics", "README.md");

        static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
    }

    [Fact]
    public void No_page_outlives_its_rule() => Assert.Equal(
        Rules.All.Select(rule => rule.Code).Order(StringComparer.Ordinal),
        Directory.GetFiles(Repository.PathOf("docs", "diagnostics"), "GWP*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    // Findings about files that the compiler does not read; gwp's own tests make those files.
    public static TheoryData<string> Codes() => [.. Rules.All.Except(CertificateRules.All).Select(rule => rule.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_page_shows_its_finding_and_how_to_mend_it(string code)
    {
        var path = Repository.PathOf("docs", "diagnostics", $"{code}.md");
        Assert.True(File.Exists(path), $"{code} has no page: {PageAdvice}");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var rule = Rules.All.Single(rule => rule.Code == code);
        Assert.StartsWith($"# {code}: {rule.Title}\n", page, StringComparison.Ordinal);

        var examples = ExamplePattern().Matches(page);
        Assert.True(examples.Count >= 2, $"{code}'s page lacks an example: {PageAdvice}");

        Assert.Equal([code], Findings(rule, examples[0].Groups["text"].Value));
        Assert.Empty(Findings(rule, examples[1].Groups["text"].Value));
    }

    private static IEnumerable<string> Findings(Rule rule, string example)
    {
        if (EnvoyRules.All.Contains(rule) && example.StartsWith('{'))
        {
            return ResourceValidator.Check(ResourceJson.Read(example)).Select(problem => problem.Rule.Code).Distinct();
        }

        var tree = ManifestTree.Of(Files(rule, example));
        var findings = SyntaxRules.All.Contains(rule) || ManifestRules.All.Contains(rule) || SchemaRules.All.Contains(rule)
            ? Checking.Check(tree, claims: Claims(rule))
            : Compile(tree, example);

        return findings.Select(finding => finding.Rule.Code).Distinct();
    }

    // A line of comment says which Fleet is named, and where the platform's source begins.
    private static ImmutableArray<Diagnostic> Compile(ManifestTree tree, string example)
    {
        var parts = example.Split("# with --platform:\n", 2);

        return GatewayCompiler.Compile(parts.Length > 1 ? Tree(parts[0]) : tree, new()
        {
            Fleet = FleetPattern().Match(example) is { Success: true } named ? named.Groups[1].Value : null,
            Platform = parts.Length > 1 ? Tree(parts[1]) : null,
        }).Diagnostics;

        static ManifestTree Tree(string text) => ManifestTree.Of([new Manifest.Readable("orders.yaml", text)]);
    }

    // What a text block cannot show is told in words: a file that could not be read, how many there are, a large value.
    private static IEnumerable<Manifest> Files(Rule rule, string example)
    {
        UnreadableReason? reason = rule == SyntaxRules.FileRefused ? UnreadableReason.Refused
            : rule == SyntaxRules.FileTooLarge ? UnreadableReason.TooLarge
            : rule == SyntaxRules.FileNotText ? UnreadableReason.NotText
            : rule == SyntaxRules.LinkNotFollowed ? UnreadableReason.Link
            : rule == SyntaxRules.SubmoduleNotRead ? UnreadableReason.Submodule
            : rule == SyntaxRules.LargeFilePointer ? UnreadableReason.LargeFilePointer
            : rule == SyntaxRules.OddName ? UnreadableReason.OddName
            : rule == SyntaxRules.PathCollision ? UnreadableReason.Collision
            : null;
        const string Service = "apiVersion: v1\nkind: Service\nmetadata: {name: orders}\n";

        if (reason is { } known && example.TrimEnd('\n').Split(": ") is [var path, var detail] && !detail.Contains('\n', StringComparison.Ordinal))
        {
            return [new Manifest.Unreadable(path, known, detail)];
        }

        return FileCountPattern().Match(example) is { Success: true } count
            ? Enumerable.Range(0, int.Parse(count.Groups[1].Value)).Select(number => new Manifest.Readable($"{number}.yaml", number == 0 ? Service : ""))
            : [new Manifest.Readable("orders.yaml", ByteCountPattern().Replace(example, bytes => new('x', int.Parse(bytes.Groups[1].Value))))];
    }

    private static FieldClaims Claims(Rule rule) => rule == SchemaRules.FieldNotHandled
        ? FieldClaims.Of(Checking.AllFields().Select(field => field.Title).Where(title => !title.StartsWith("VirtualService spec.tls", StringComparison.Ordinal)))
        : Checking.Everything;

    [GeneratedRegex("^```\\w+\n(?<text>.*?\n)```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex(@"^# with --fleet (\S+)$", RegexOptions.Multiline)]
    private static partial Regex FleetPattern();

    [GeneratedRegex(@"<(\d+) bytes>")]
    private static partial Regex ByteCountPattern();

    [GeneratedRegex(@"^(\d+) files?\n$")]
    private static partial Regex FileCountPattern();
}
