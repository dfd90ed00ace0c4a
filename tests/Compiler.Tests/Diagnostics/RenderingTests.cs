using System.Text.Json;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Diagnostics;

public class RenderingTests
{
    [Fact]
    public void Cuts_a_long_line_around_what_it_is_about()
    {
        var line = $"hosts: [{string.Join(", ", Enumerable.Range(100, 60))}]";
        var text = Render(line, 1, line.IndexOf("130", StringComparison.Ordinal) + 1, 3).Split('\n');

        Assert.StartsWith("    …", text[1], StringComparison.Ordinal);
        Assert.EndsWith("…", text[1], StringComparison.Ordinal);
        Assert.InRange(text[1].Length, 90, 110);
        Assert.Equal("130", text[1].Substring(text[2].IndexOf('^', StringComparison.Ordinal), text[2].Count(character => character == '^')));
    }

    [Fact]
    public void Keeps_carets_under_what_stands_behind_a_tab()
    {
        var text = Render("\tab: c", 1, 6, 1).Split('\n');

        Assert.Equal("      ab: c", text[1]);
        Assert.Equal(text[1].IndexOf('c', StringComparison.Ordinal), text[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Lets_no_manifest_steer_the_terminal()
    {
        var tree = ManifestTree.Of([new Manifest.Readable("a\u001b[1m.yaml", "x: \u202e\u009b")]);
        var finding = SyntaxRules.InvalidYaml
            .At(new("a\u001b[1m.yaml", new(1, 1), new(1, 2)), "\u001b[31m\r\n")
            .Also(new("b", new(1, 1), new(1, 1)), "\a")
            .WithHelp("\u001b]0;x\a");

        var text = DiagnosticText.Render([finding], tree);

        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain('\u202e', text);
    }

    [Fact]
    public void Shows_no_source_where_there_is_none() => Assert.Equal(
        "gone.yaml:3:1: error GWP1010: this is not valid YAML: x\n",
        DiagnosticText.Render([SyntaxRules.InvalidYaml.At(new("gone.yaml", new(3, 1), new(3, 1)), "x")], ManifestTree.Of([])));

    [Fact]
    public void Marks_the_rest_of_the_line_of_a_span_that_goes_on()
    {
        var tree = ManifestTree.Of([new Manifest.Readable("a.yaml", "a: |\n  b\n")]);
        var text = DiagnosticText.Render([SyntaxRules.InvalidYaml.At(new("a.yaml", new(1, 4), new(3, 1)), "x")], tree);

        Assert.Contains("    a: |\n       ^\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_the_contract_of_the_JSON_form()
    {
        var id = new ResourceId("Gateway", "istio-system", "edge");
        var unknown = SchemaRules.UnknownField
            .At(new("a.yaml", new(3, 5), new(3, 9)), "hsts", "Gateway spec")
            .Also(new("b.yaml", new(1, 2), new(1, 3)), "see \"here\"")
            .WithHelp("did you mean 'hosts'?") with
        {
            Resource = id,
        };
        var bag = new DiagnosticBag(Profile.Istio);
        bag.Add(unknown);
        bag.Add(ManifestRules.KindPassedOver.At(new("c.yaml", new(1, 1), new(1, 1)), "Deployment (apps/v1)", 1));

        Assert.Equal(
            Contract,
            DiagnosticJson.Render(bag.ToImmutable(), manifests: 7),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void The_JSON_form_takes_any_text()
    {
        var finding = SyntaxRules.InvalidYaml.At(new("\ud800.yaml", new(1, 1), new(1, 1)), "half \udc00 a \u0001 letter");

        using var json = JsonDocument.Parse(DiagnosticJson.Render([finding], 0));

        Assert.Contains("letter", json.RootElement.GetProperty("findings")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private const string Contract =
        """
        {
          "findings": [
            {
              "code": "GWP1101",
              "aliases": [
                "IST0106"
              ],
              "stage": "schema",
              "severity": "warning",
              "message": "Gateway spec has no field 'hsts'",
              "file": "a.yaml",
              "line": 3,
              "column": 5,
              "endLine": 3,
              "endColumn": 9,
              "resource": {
                "kind": "Gateway",
                "namespace": "istio-system",
                "name": "edge"
              },
              "related": [
                {
                  "file": "b.yaml",
                  "line": 1,
                  "column": 2,
                  "message": "see \"here\""
                }
              ],
              "help": "did you mean 'hosts'?"
            },
            {
              "code": "GWP1033",
              "aliases": [],
              "stage": "syntax",
              "severity": "info",
              "message": "an object of kind Deployment (apps/v1) is passed over",
              "file": "c.yaml",
              "line": 1,
              "column": 1,
              "endLine": 1,
              "endColumn": 1,
              "resource": null,
              "related": [],
              "help": null
            }
          ],
          "summary": {
            "errors": 0,
            "warnings": 1,
            "infos": 1,
            "manifests": 7
          }
        }
        """;

    private static string Render(string line, int number, int column, int length) => DiagnosticText.Render(
        [SyntaxRules.InvalidYaml.At(new("a.yaml", new(number, column), new(number, column + length)), "x")],
        ManifestTree.Of([new Manifest.Readable("a.yaml", line)]));
}
