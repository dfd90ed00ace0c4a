using System.Text;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Tests.Schema;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Syntax;

/// <summary>Tests that count processor time, which belongs to the whole process: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What people and attackers put into a tree, and the finding that each of them sees.</summary>
[Collection(nameof(Alone))]
public class BadInputTests
{
    private const string Service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n";

    [Fact]
    public void Names_both_places_of_a_duplicate_key() => Shows(Service + "  name: again\n", """
        a.yaml:5:3: error GWP1012: key 'name' appears twice in this mapping; the first one stays
              name: again
              ^^^^
          a.yaml:4:3: first written here
          help: delete one of the two, or join their values under one key

        """);

    [Fact]
    public void Names_an_unknown_field_and_what_was_meant() => Shows(
        "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec:\n  servrs: []\n", """
        a.yaml:5:3: error GWP1101: Gateway spec has no field 'servrs'
              servrs: []
              ^^^^^^
          help: did you mean 'servers'?

        """);

    [Fact]
    public void Says_which_type_is_expected() => Shows(
        Service + "spec:\n  ports:\n    port: 80\n", """
        a.yaml:7:5: error GWP1102: a list is expected here, but this is a mapping
                port: 80
                ^^^^^^^^
          help: write each item on its own line, with '- ' in front

        """);

    [Fact]
    public void Points_at_a_tab() => Shows(Service + "spec:\n\tports: []\n", """
        a.yaml:6:1: error GWP1011: this line is indented with a tab; YAML allows only spaces
              ports: []
            ^^
          help: replace the tab with spaces, as many as the lines around it have

        """);

    [Fact]
    public void Asks_for_quotes_around_an_asterisk() => Shows(Service + "spec:\n  hosts:\n  - *\n", """
        a.yaml:7:5: error GWP1014: '*' starts with an asterisk without quotes, which YAML reads as an alias
              - *
                ^
          help: quote it: "*"

        """);

    [Fact]
    public void Asks_for_quotes_around_a_wildcard_host() => Shows(Service + "spec:\n  externalName: *.example.com\n", """
        a.yaml:6:17: error GWP1014: '*.example.com' starts with an asterisk without quotes, which YAML reads as an alias
              externalName: *.example.com
                            ^^^^^^^^^^^^^
          help: quote it: "*.example.com"

        """);

    [Fact]
    public void Refuses_a_Secret() => Shows("apiVersion: v1\nkind: Secret\nmetadata: {name: token}\n", """
        a.yaml:2:7: error GWP4001: Secret 'token' must not lie in the tree
            kind: Secret
                  ^^^^^^
          help: take it out of the repository and renew what it held; certificates belong into the certificate folder of the gateway

        """);

    [Fact]
    public void Says_how_to_render_a_template() => Shows(
        "{{- if .Values.enabled }}\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n{{- end }}\n", """
        a.yaml:1:1: info GWP1031: an unrendered Helm template is passed over
            {{- if .Values.enabled }}
            ^
          help: check what it renders to: helm template . | gwp check -

        """);

    [Fact]
    public void Says_how_to_build_a_Kustomization() => Shows(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n", """
        a.yaml:2:7: info GWP1032: a Kustomization is passed over; the files it changes are read as they are
            kind: Kustomization
                  ^^^^^^^^^^^^^
          help: check what it builds: kustomize build . | gwp check -

        """);

    [Fact]
    public void Refuses_a_NUL() => Shows(Service + "spec: {externalName: \"a\0b\"}\n", """
        a.yaml:5:24: error GWP1018: the character U+0000 is not allowed in YAML
            spec: {externalName: "a\u0000b"}
                                   ^^^^^^
          help: delete it; in a double-quoted value it can be written as an escape such as "\x1b"

        """);

    [Fact]
    public void Takes_a_byte_order_mark_for_no_part_of_the_text() => Assert.Single(Reading.Of("\uFEFF" + Service).Objects);

    [Fact]
    public void Says_that_nothing_was_found() => Shows(ManifestTree.Of([]), """
        .:1:1: warning GWP1030: nothing to compile was found: looked through 0 files (*.yaml, *.yml, *.json) for objects such as Gateway, VirtualService and Service
          help: name the folder that holds the manifests; hidden folders, links and what .gwpignore names are left out

        """);

    [Theory]
    [InlineData(UnreadableReason.TooLarge, "209715200", "error GWP1002: this file has 209715200 bytes; a manifest may have 16777216")]
    [InlineData(UnreadableReason.NotText, "12", "error GWP1003: this file is no UTF-8 text: the byte at offset 12 does not belong into one")]
    [InlineData(UnreadableReason.Refused, "permission denied", "error GWP1001: this file cannot be read: permission denied")]
    [InlineData(UnreadableReason.Link, "../../etc", "warning GWP1004: this is a symbolic link to '../../etc' and is not followed")]
    [InlineData(UnreadableReason.Submodule, "", "warning GWP1006: this is a submodule, another repository, and is not read")]
    [InlineData(UnreadableReason.LargeFilePointer, "", "error GWP1007: this is a pointer into git's large file storage and not the file itself")]
    [InlineData(UnreadableReason.OddName, "it is not UTF-8", "error GWP1008: the name of this file cannot be relied upon: it is not UTF-8")]
    [InlineData(UnreadableReason.Collision, "A.yaml", "error GWP1009: some machines take this path for 'A.yaml'")]
    public void Says_why_a_file_was_not_read(UnreadableReason reason, string detail, string expected)
    {
        var finding = Reading.Of(new Manifest.Unreadable("a.yaml", reason, detail)).Only();

        Assert.Equal($"a.yaml:1:1: {expected}", finding.ToString());
        Assert.NotNull(finding.Help);
    }

    [Fact]
    public void Refuses_an_alias_bomb_without_unfolding_it()
    {
        var bomb = new StringBuilder(Service).Append("spec:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 40; i++)
        {
            bomb.Append($"  a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        var reading = Quickly(() => Reading.Of(bomb.ToString()));

        Assert.Equal(["GWP1013"], reading.Codes.Distinct());
        Assert.Equal("a.yaml:6:7: error GWP1013: '&a0' is a YAML anchor or alias; manifests must say everything in full", reading.Findings[0].ToString());
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("? ", 100_000)]
    [InlineData("{a: ", 100_000)]
    public void Stops_reading_at_the_depth_of_no_manifest(string level, int times)
    {
        var reading = Quickly(() => Reading.Of(string.Concat(Enumerable.Repeat(level, times))));

        Assert.Equal("GWP1016", reading.Only().Rule.Code);
    }

    [Theory]
    [InlineData(64, 0)]
    [InlineData(65, 1)]
    public void Allows_as_many_levels_as_the_limit_says(int levels, int findings)
    {
        var nested = new string('[', levels - 2) + new string(']', levels - 2);
        var reading = Reading.Of($"apiVersion: v1\nkind: Service\nmetadata: {{name: x}}\nspec:\n  x: {nested}\n");

        Assert.Equal(findings, reading.Findings.Length);
    }

    public static TheoryData<string, string> Repeats() => new()
    {
        { "", "[]," }, { "", "a: b\n" }, { "a: [", "x," }, { "a: \"", "x " }, { "a: '", "''" }, { "", "- a\n" }, { "", " " }, { "", "\n" },
        { "", "#\n" }, { "", "---\n" }, { "", "...\n" }, { "", "&a " }, { "", "!a " }, { "", "*a " }, { "a: |\n", "  x\n" }, { "", "? a\n" },
        { "", "%\n" }, { "", "a:\n" }, { "", "\t" }, { "a: ", "{{ .x }} " }, { "", "kind:\n---\n" }, { "", "\uFEFF" }, { "", "\r" }, { "", "a: b: " },
        { "kind: x\n", "\0" }, { "", "{{" }, { "", "{{-   " }, { "", "${a}" }, { "", "\\" }, { "", "|\n" }, { "", "@\n---\n" },
    };

    [Theory]
    [MemberData(nameof(Repeats))]
    public void Reads_much_of_anything_quickly(string start, string repeated)
    {
        var text = start + string.Concat(Enumerable.Repeat(repeated, 300_000 / repeated.Length));

        Quickly(() => Checking.Check(text));
    }

    private static void Shows(string text, string expected) => Shows(ManifestTree.Of([new Manifest.Readable("a.yaml", text)]), expected);

    private static void Shows(ManifestTree tree, string expected) =>
        Assert.Equal(expected, Quickly(() => DiagnosticText.Render(Checking.Check(tree), tree)), ignoreLineEndingDifferences: true);

    private static T Quickly<T>(Func<T> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = work();
        var took = Environment.CpuUsage.TotalTime - before;

        Assert.True(took < TimeSpan.FromSeconds(2), $"took {took} of processor time; no input may take two seconds");

        return result;
    }
}
