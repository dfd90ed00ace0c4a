using CsCheck;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Tests.Schema;
using GatewayPipeline.Compiler.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GatewayPipeline.Compiler.Tests.Syntax;

public class ManifestParserTests
{
    [Fact]
    public void Knows_where_every_value_stands()
    {
        var root = Parse("plain: word\nquoted: \"two\"\nflow: {a: [1, 2]}\nblock: |\n  text\nempty:\nlist:\n- x\n");

        Assert.Equal("1:8-1:12", Place(root, "plain"));
        Assert.Equal("2:9-2:14", Place(root, "quoted"));
        Assert.Equal("3:7-3:18", Place(root, "flow"));
        Assert.Equal("4:8-6:1", Place(root, "block"));
        Assert.Equal("6:7-6:7", Place(root, "empty"));
        Assert.Equal("8:1-8:4", Place(root, "list"));
        Assert.Equal("1:1-8:4", Place(root.Span));
    }

    [Fact]
    public void Knows_lines_whatever_ends_them()
    {
        var root = Parse("a: 1\rb: 2\r\nc: 3\u0085d: 4\u2028e: 5\n");

        Assert.Equal(["1:1", "2:1", "3:1", "4:1", "5:1"], root.Entries.Select(entry => entry.Key.Span.Start.ToString()));
    }

    [Fact]
    public void Reads_JSON_with_tabs()
    {
        var root = Parse("{\n\t\"a\": [\n\t\t1, \"x\\/\\u00e9\"\n\t]\n}\n");

        var items = Assert.IsType<SequenceSyntax>(root.Find("a")?.Value).Items;
        Assert.Equal(["1", "x/é"], items.Cast<ScalarSyntax>().Select(item => item.Value));
    }

    [Theory]
    [InlineData("---\na: 1\n---\nb: 2\n", "2:1 4:1")]
    [InlineData("a: 1\n---\n---\nb: 2\n", "1:1 4:1")]
    [InlineData("%YAML 1.2\n# comment\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2\n", "4:1 8:1")]
    [InlineData("a: 1\n...\n# end\n", "1:1")]
    [InlineData("--- {a: 1}\n--- # b\nb: 2\r\n---\r\nc: 3", "1:5 3:1 5:1")]
    [InlineData("a: |\n text\n --- no marker\n---\nb: 2", "1:1 5:1")]
    [InlineData("a: x---\n----: 1\n---b: 2\n", "1:1")]
    [InlineData("# nothing\n\n", "")]
    public void Finds_the_documents_of_a_file(string text, string starts)
    {
        var documents = ManifestParser.Parse(new("a.yaml", text));

        Assert.Empty(documents.SelectMany(document => document.Problems));
        Assert.Equal(starts, string.Join(' ', documents
            .Where(document => document.Root is MappingSyntax)
            .Select(document => document.Root?.Span.Start.ToString())));
    }

    [Theory]
    [InlineData("a: b: c\n", "must be quoted")]
    [InlineData("a:\n  b: 1\n c: 2\n", "indent this line")]
    [InlineData("a: [1, 2\nb: 2\n", "bracket")]
    [InlineData("a: \"x\nb: 2\n", "quotation mark")]
    [InlineData("a: @x\n", "quote it")]
    [InlineData("a: {b: c\n", "bracket")]
    public void Gives_advice_on_broken_YAML(string text, string advice)
    {
        var document = Assert.Single(ManifestParser.Parse(new("a.yaml", text)));

        Assert.True(document.IsBroken);
        Assert.Contains(advice, Assert.Single(document.Problems).Help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(300)]
    public void Finds_a_repeated_key_among_many(int keys)
    {
        var text = string.Concat(Enumerable.Range(0, keys).Select(key => $"k{key}: v\n")) + $"k{keys - 1}: v\n";
        var document = Assert.Single(ManifestParser.Parse(new("a.yaml", text)));

        var problem = Assert.Single(document.Problems);
        Assert.Equal((keys + 1, keys), (problem.Span.Start.Line, problem.Related[0].Span.Start.Line));
        Assert.Equal(keys, Assert.IsType<MappingSyntax>(document.Root).Entries.Length);
    }

    [Fact]
    public void Gives_up_on_a_file_of_broken_documents()
    {
        var documents = ManifestParser.Parse(new("a.yaml", string.Concat(Enumerable.Repeat("@\n---\n", 1_000))));

        Assert.Equal(201, documents.Length);
        Assert.Contains("the rest of it is not read", Assert.Single(documents[^1].Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_reading_behind_a_key_that_is_no_word()
    {
        var document = Assert.Single(ManifestParser.Parse(new("a.yaml", "[a]: 1\nb: 2\n")));

        Assert.Equal("GWP1017", Assert.Single(document.Problems).Rule.Code);
        Assert.Equal("b", Assert.Single(Assert.IsType<MappingSyntax>(document.Root).Entries).Key.Value);
    }

    [Fact]
    public void Splitting_a_file_is_the_same_as_parsing_it_whole() => Files.Sample(text =>
    {
        var whole = Values(text);
        var split = ManifestParser.Parse(new("a.yaml", text)).SelectMany(document => Values(document.Root));

        Assert.Equal(whole, split);
    }, iter: 500);

    [Fact]
    public void A_span_holds_what_it_claims() => Files.Sample(text =>
    {
        var lines = text.Split('\n');
        foreach (var scalar in ManifestParser.Parse(new("a.yaml", text)).SelectMany(document => Scalars(document.Root)))
        {
            var (start, end) = (scalar.Span.Start, scalar.Span.End);
            if (scalar.IsPlain && start.Line == end.Line)
            {
                Assert.Equal(scalar.Value, lines[start.Line - 1][(start.Column - 1)..(end.Column - 1)]);
            }
        }
    }, iter: 500);

    [Fact]
    public void No_text_is_too_strange() =>
        Gen.OneOf(Gen.String[Gen.Char, 0, 200], Gen.String[Gen.Char["-:{}[]\"'|>&*!%#? \n\t\rabkind0\\@`,.~"], 0, 300]).Sample(Survives, iter: 3_000);

    [Fact]
    public void No_damage_to_a_manifest_is_too_strange() =>
        Gen.Select(Gen.Int[0, Damaged.Length - 1], Gen.Int[0, 20], Gen.String[Gen.Char["-:{}[]\"'|>&*!\n\t "], 0, 4])
            .Array[1, 5]
            .Sample(
                cuts => Survives(cuts.Aggregate(Damaged, (text, cut) =>
                {
                    var at = Math.Min(cut.Item1, text.Length);

                    return text[..at] + cut.Item3 + text[Math.Min(text.Length, at + cut.Item2)..];
                })),
                iter: 2_000);

    private const string Damaged = """
        # A gateway and its routes
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: "orders", namespace: shop, labels: {a: b}}
        spec:
          hosts:
          - "*.example.com"
          http:
          - match:
            - uri: {prefix: /api}
              headers: {x-user: {exact: 'it''s'}}
            timeout: 1.5s
            directResponse:
              status: 200
              body:
                string: |
                  hello
                   world
        ---
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "orders"}, "spec": {"ports": [{"port": 80}]}}
        """;

    // Small files of one to four documents, as people write them.
    private static readonly Gen<string> Word = OneOf("a", "web", "\"q: x\"", "'s'", "80", "1.5s", "true", "~", "x y", "é");

    private static readonly Gen<string> Document = Gen.Select(Gen.Int[0, 3], Word, Word, (shape, first, second) => shape switch
    {
        0 => $"k: {first}\nl:\n- {second}\n- {{a: {first}, b: [{second}]}}\n",
        1 => $"text: |\n  --- {first}\n\n  end\nk: {second}\n",
        2 => $"# {first}\nm:\n  n:\n    o: {second}\n\n",
        _ => $"{{\"j\": [1, {{\"k\": \"{shape}\"}}]}}\n",
    });

    private static readonly Gen<string> Files = Gen.Select(Document.Array[1, 4], OneOf("---\n", "--- # next\n", "...\n---\n", "---\n---\n"))
        .Select((documents, marker) => string.Join(marker, documents));

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static void Survives(string text)
    {
        foreach (var profile in (Profile[])[Profile.Edge, Profile.Istio])
        {
            var tree = ManifestTree.Of([new Manifest.Readable("a.yaml", text)]);
            var findings = Checking.Check(tree, profile);

            DiagnosticText.Render(findings, tree);
            DiagnosticJson.Render(findings, 0);
        }
    }

    private static MappingSyntax Parse(string text) =>
        Assert.IsType<MappingSyntax>(Assert.Single(ManifestParser.Parse(new("a.yaml", text))).Root);

    private static string Place(MappingSyntax root, string key) => Place(root.Find(key)?.Value.Span ?? root.Span);

    private static string Place(SourceSpan span) => $"{span.Start}-{span.End}";

    private static IEnumerable<string> Values(SyntaxNode? node) => Scalars(node)
        .Where(scalar => scalar.Value.Length > 0 || !scalar.IsPlain)
        .Select(scalar => $"{scalar.Span.Start} {scalar.Value}");

    private static IEnumerable<ScalarSyntax> Scalars(SyntaxNode? node) => node switch
    {
        ScalarSyntax scalar => [scalar],
        SequenceSyntax list => list.Items.SelectMany(Scalars),
        MappingSyntax mapping => mapping.Entries.SelectMany(entry => Scalars(entry.Value).Prepend(ToScalar(entry.Key))),
        _ => [],
    };

    // A key in quotes is longer in the file than its text.
    private static ScalarSyntax ToScalar(LocatedText key) =>
        new(key.Span, key.Value, IsPlain: key.Span.End.Column - key.Span.Start.Column == key.Value.Length);

    private static List<string> Values(string text)
    {
        var values = new List<string>();
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            // The value of an empty document is nobody's: where it stands depends on what follows.
            if (parser.Current is Scalar scalar && (scalar.Value.Length > 0 || scalar.Style is not ScalarStyle.Plain))
            {
                values.Add($"{scalar.Start.Line}:{scalar.Start.Column} {scalar.Value}");
            }
        }

        return values;
    }
}
