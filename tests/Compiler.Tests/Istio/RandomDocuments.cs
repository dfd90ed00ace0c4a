using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GatewayPipeline.Compiler.Model.Schema;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>
/// Documents that are nearly right: taken from the repository or drawn from the vocabulary, then changed in up to three
/// places.
/// </summary>
internal sealed class RandomDocuments(int seed)
{
    private static readonly ImmutableArray<JsonObject> Seeds = SeedDocuments.Read();

    private readonly Random random = new(seed);

    /// <summary>The next one, under a name that says where a message belongs.</summary>
    public (string Kind, JsonObject Document) Next(string name)
    {
        var kind = SeedDocuments.Kinds[random.Next(SeedDocuments.Kinds.Length)];
        var spec = random.Next(6) is 0 ? Drawn(kind) : Taken(kind);
        for (var changes = Math.Max(1, random.Next(-2, 4)); changes > 0; changes--)
        {
            Change(spec, Vocabulary.Of(kind).Children["spec"]);
        }

        return (kind, new()
        {
            ["apiVersion"] = "networking.istio.io/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "shop" },
            ["spec"] = spec,
        });
    }

    private JsonObject Taken(string kind)
    {
        var seeds = Seeds.Where(seed => seed["kind"]?.ToString() == kind).ToArray();

        return seeds[random.Next(seeds.Length)]["spec"] is JsonObject spec ? (JsonObject)spec.DeepClone() : [];
    }

    private JsonObject Drawn(string kind) =>
        new PlausibleValues(random).Of(Vocabulary.Of(kind).Children["spec"]) as JsonObject ?? [];

    private void Change(JsonObject spec, FieldSchema schema)
    {
        var places = Places(spec, schema).ToArray();
        if (places is [])
        {
            return;
        }

        var place = places[random.Next(places.Length)];
        switch (random.Next(10))
        {
            case 0:
                place.Remove();
                break;
            case 1:
                place.Repeat(random);
                break;
            case 2:
                place.Rename(random);
                break;
            case 3 or 4 or 5 when place.Schema is { } known:
                Grow(place, known);
                break;
            default:
                place.Set(OddValues.For(place.Value, random));
                break;
        }
    }

    // A field that the mapping does not have yet, or else another value of the same kind.
    private void Grow(Place place, FieldSchema known)
    {
        var values = new PlausibleValues(random);
        if (place.Value is JsonObject mapping && known.Children.Count > 0)
        {
            var field = known.Children.Values.ElementAt(random.Next(known.Children.Count));
            mapping[field.Name] = values.Of(field, depth: 2);
        }
        else
        {
            place.Set(values.Of(known, depth: 2));
        }
    }

    private static IEnumerable<Place> Places(JsonNode? node, FieldSchema? schema) => node switch
    {
        JsonObject mapping => mapping.ToArray().SelectMany(entry => Below(
            new(mapping, entry.Key, 0, entry.Value, schema?.Items ?? schema?.Child(entry.Key)))),
        JsonArray list => list.ToArray().SelectMany((item, index) => Below(new(list, null, index, item, schema?.Items))),
        _ => [],
    };

    private static IEnumerable<Place> Below(Place place) => Places(place.Value, place.Schema).Prepend(place);
}
