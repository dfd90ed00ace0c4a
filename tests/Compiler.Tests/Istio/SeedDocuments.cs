using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>The objects of Istio's kinds that lie in the corpus and among the samples, as JSON; not those that show what is wrong.</summary>
internal static class SeedDocuments
{
    public static ImmutableArray<string> Kinds { get; } = ["Gateway", "VirtualService", "DestinationRule", "ServiceEntry", "WorkloadEntry"];

    public static ImmutableArray<JsonObject> Read() =>
    [
        .. from folder in new[] { Repository.PathOf("tests", "corpus"), Repository.PathOf("samples") }
           from file in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           where !file.Contains("finding", StringComparison.Ordinal)
           from document in ManifestParser.Parse(new(file, File.ReadAllText(file)))
           where document.Root is not null
           let json = ToJson(document.Root) as JsonObject
           where json?["kind"] is JsonValue kind && Kinds.Contains(kind.ToString()) && json["spec"] is JsonObject
           select json,
    ];

    private static JsonNode? ToJson(SyntaxNode? node) => node switch
    {
        MappingSyntax mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Value, ToJson(entry.Value)))),
        SequenceSyntax list => new JsonArray([.. list.Items.Select(ToJson)]),
        ScalarSyntax scalar => PlainScalars.TypeOf(scalar) switch
        {
            ScalarType.Null => null,
            ScalarType.Flag => PlainScalars.Flag(scalar),
            ScalarType.Integer => PlainScalars.Integer(scalar),
            ScalarType.Number => PlainScalars.Number(scalar),
            _ => scalar.Value,
        },
        _ => null,
    };
}
