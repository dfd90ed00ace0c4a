using System.Text;
using CsCheck;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Tests.Syntax;

/// <summary>The quick reader and the parser of all YAML: what the first one reads, the second one reads alike.</summary>
public class SimpleYamlTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "key", "host", "8080", "true", "~", "1s", "x-y", "*", "&a", "!t", "|", ">", "%", "@", "`", "=", "?",
        ":", ": ", ":\n", "- ", "-", "-\n", "--", " ", "  ", "    ", "\n", "\n", "\n  ", "\n    ", "\n- ", "\n  - ",
        "#", " #", " # c\n", "\"", "'", "''", "\"a\"", "'b'", "\"\\n\"", "[", "]", "{", "}", ",", ", ", "[a, b]", "{a: b}",
        "{a: b, c: [d]}", "http://h/p", "a: b\n", "c:\n  d: e\n", "- f\n", "- g: h\n  i: j\n", "---\n", "é", "\t",
        "k: [", "k: {", "k: v w", "'k': v\n", "\"k\": v\n", "- - l\n", "m: # n\n", "<<: ", "^/o(p)$", "1.5", "$(q)", "r.s/t",
    ];

    private static readonly Gen<string> Documents = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[1, 14].Select(string.Concat);

    [Fact]
    public void Reads_the_manifests_of_the_corpus_as_the_parser_does()
    {
        var read = Manifests().SelectMany(DocumentSplitter.Split).Select(Compare).ToList();

        Assert.True(read.Count(simple => simple) > read.Count / 2, "Hardly any manifest is simple any more: why?");
    }

    [Fact]
    public void Reads_damaged_manifests_as_the_parser_does()
    {
        var texts = Manifests().ToArray();
        var damage = from text in Gen.Int[0, texts.Length - 1].Select(i => texts[i])
                     from at in Gen.Int[0, text.Length]
                     from removed in Gen.Int[0, 3]
                     from piece in Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])
                     select text[..at] + piece + text[Math.Min(text.Length, at + removed)..];

        damage.Sample(text => DocumentSplitter.Split(text).All(piece => Compare(piece) || true), iter: 5_000);
    }

    [Fact]
    public void Reads_what_looks_like_YAML_as_the_parser_does() =>
        Documents.Sample(text => DocumentSplitter.Split(text).All(piece => Compare(piece) || true), iter: 50_000);

    [Theory]
    [InlineData("a: 1\nb:\n- c: {d: [e, \"f g\"]} # h\n  i:\n-\n- - j\n")]
    [InlineData("---\n# x\n\n  - 'k': l m\n    n: http://o:80/p#q\n  - r\n")]
    public void Reads_the_usual_forms_itself(string text) =>
        Assert.True(DocumentSplitter.Split(text).All(Compare), "It is read, but not by SimpleYaml.");

    private static IEnumerable<string> Manifests() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "corpus"), "*.yaml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText);

    // True if the quick reader took it; then the other one must have nothing to add.
    private static bool Compare(DocumentSplitter.Piece piece)
    {
        if (SimpleYaml.TryRead("a.yaml", piece, new()) is not { } simple)
        {
            return false;
        }

        var document = new DocumentParser("a.yaml", piece).Parse();
        Assert.True(
            document is { Problems: [], Root: { } root } && Describe(root) == Describe(simple),
            $"Both readers must agree on\n{piece.Text}\nSimpleYaml reads\n{Describe(simple)}\nthe parser reads\n"
            + $"{(document.Root is null ? "nothing" : Describe(document.Root))}{string.Join('\n', document.Problems)}");

        return true;
    }

    private static string Describe(SyntaxNode node)
    {
        var text = new StringBuilder();
        Describe(node, text);

        return text.ToString();
    }

    private static void Describe(SyntaxNode node, StringBuilder text)
    {
        text.Append(node.Span.Start).Append('-').Append(node.Span.End).Append(' ');
        switch (node)
        {
            case ScalarSyntax scalar:
                text.Append(scalar.IsPlain ? "plain " : "quoted ").Append(scalar.Value).Append('\n');
                break;
            case SequenceSyntax list:
                text.Append("list\n");
                list.Items.ToList().ForEach(item => Describe(item, text));
                text.Append("end\n");
                break;
            case MappingSyntax mapping:
                text.Append("mapping\n");
                foreach (var entry in mapping.Entries)
                {
                    text.Append($"{entry.Key.Span.Start}-{entry.Key.Span.End} key {entry.Key.Value}\n");
                    Describe(entry.Value, text);
                }

                text.Append("end\n");
                break;
        }
    }
}
