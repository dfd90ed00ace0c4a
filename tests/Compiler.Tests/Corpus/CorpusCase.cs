using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Schema;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Corpus;

/// <summary>The documents of a case of the corpus, out of which single fields can be taken.</summary>
internal sealed class CorpusCase
{
    private readonly string name;
    private readonly ImmutableArray<Document> documents;

    private CorpusCase(string name, ImmutableArray<Document> documents)
    {
        this.name = name;
        this.documents = documents;
        Whole = Compile(documents.Select(document => document.Text));
    }

    /// <summary>What comes of the case as it is.</summary>
    public CompiledCase Whole { get; }

    public static CorpusCase Read(string name) => new(name,
    [
        .. CorpusTests.Read(name).Files.Cast<Manifest.Readable>()
            .SelectMany(file => ManifestParser.Parse(file))
            .Select(document => document.Root)
            .OfType<MappingSyntax>()
            .Select(root => new Document(root)),
    ]);

    /// <summary>The case with its traffic policies moved.</summary>
    public CorpusCase At(PolicyPlace place) =>
        new(name, [.. place.Move([.. documents.Select(document => document.Root)]).Select(root => new Document(root))]);

    /// <summary>What comes of the case without the field, once for each place at which it stands.</summary>
    public IEnumerable<CompiledCase> Without(FieldSchema field)
    {
        var steps = field.Path.Split('.');
        for (var i = 0; i < documents.Length; i++)
        {
            if (documents[i].Kind != field.Kind)
            {
                continue;
            }

            foreach (var rest in Without(documents[i].Root, steps))
            {
                yield return Compile(documents.Select((document, index) => index == i ? Write(rest) : document.Text));
            }
        }
    }

    private CompiledCase Compile(IEnumerable<string> texts)
    {
        var files = texts.Select((text, i) => new Manifest.Readable($"{i:D3}.yaml", text));
        var compilation = GatewayCompiler.Compile(ManifestTree.Of(files), new() { Profile = CorpusTests.ProfileOf(name) });

        return new(
            name,
            compilation.Succeeded
                ? $"{BundleWriter.Pack(compilation.Snapshot).ContentDigest} {JsonSerializer.Serialize(compilation.Fleet)}"
                : null,
            string.Join('\n', compilation.Diagnostics.Select(finding => $"{finding.Rule.Code} {finding.Message}")));
    }

    private static IEnumerable<SyntaxNode> Without(SyntaxNode node, ReadOnlyMemory<string> steps)
    {
        var step = steps.Span[0];
        var bare = step.TrimEnd('[', ']', '{', '}');
        if (node is not MappingSyntax mapping
            || mapping.Entries.Where(entry => FieldName.Matches(entry.Key.Value, bare)).ToList() is not [var found, ..])
        {
            return [];
        }

        return steps.Length is 1
            ? [mapping with { Entries = mapping.Entries.Remove(found) }]
            : Within(found.Value, step[bare.Length..], steps[1..])
                .Select(value => mapping with { Entries = mapping.Entries.Replace(found, found with { Value = value }) });
    }

    // A step such as `http[]` goes on in every item of the list, and one such as `headers{}` in every value.
    private static IEnumerable<SyntaxNode> Within(SyntaxNode node, string levels, ReadOnlyMemory<string> steps) => (levels, node) switch
    {
        ("", _) => Without(node, steps),
        (['[', ..], SequenceSyntax list) => list.Items.SelectMany(
            item => Within(item, levels[2..], steps).Select(rest => list with { Items = list.Items.Replace(item, rest) })),
        (['{', ..], MappingSyntax map) => map.Entries.SelectMany(
            entry => Within(entry.Value, levels[2..], steps).Select(rest => map with { Entries = map.Entries.Replace(entry, entry with { Value = rest }) })),
        _ => [],
    };

    private static string Write(SyntaxNode node)
    {
        var text = new StringBuilder();
        Write(node, text);

        return text.ToString();
    }

    // YAML in the form of JSON, but for scalars whose type hangs on their having no quotes.
    private static void Write(SyntaxNode node, StringBuilder text)
    {
        switch (node)
        {
            case MappingSyntax mapping:
                text.Append('{');
                foreach (var entry in mapping.Entries)
                {
                    text.Append(JsonSerializer.Serialize(entry.Key.Value)).Append(": ");
                    Write(entry.Value, text);
                    text.Append(", ");
                }

                text.Append('}');
                break;
            case SequenceSyntax list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(item, text);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            case ScalarSyntax scalar when PlainScalars.TypeOf(scalar) is ScalarType.Text:
                text.Append(JsonSerializer.Serialize(scalar.Value));
                break;
            case ScalarSyntax { IsNull: true }:
                text.Append("null");
                break;
            case ScalarSyntax scalar:
                text.Append(scalar.Value);
                break;
        }
    }

    private sealed record Document(MappingSyntax Root)
    {
        public string Kind { get; } = (Root.Find("kind")?.Value as ScalarSyntax)?.Value ?? "";

        public string Text { get; } = Write(Root);
    }
}

/// <summary>The digest of the bundle with what its Fleet says, if there is one, and what was found.</summary>
internal sealed record CompiledCase(string Name, string? Digest, string Findings);
