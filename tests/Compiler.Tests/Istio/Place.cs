using System.Text.Json.Nodes;
using GatewayPipeline.Compiler.Model.Schema;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>One value in a document, with what the vocabulary knows of it.</summary>
internal sealed record Place(JsonNode Parent, string? Key, int Index, JsonNode? Value, FieldSchema? Schema)
{
    public void Set(JsonNode? value)
    {
        if (Parent is JsonObject mapping && Key is { } key)
        {
            mapping[key] = value;
        }
        else if (Parent is JsonArray list)
        {
            list[Index] = value;
        }
    }

    public void Remove()
    {
        if (Parent is JsonObject mapping && Key is { } key)
        {
            mapping.Remove(key);
        }
        else if (Parent is JsonArray list)
        {
            list.RemoveAt(Index);
        }
    }

    /// <summary>An item once more in its list, or the value of a field in place of that of its neighbour.</summary>
    public void Repeat(Random random)
    {
        if (Parent is JsonArray list)
        {
            list.Insert(random.Next(list.Count + 1), Value?.DeepClone());
        }
        else if (Parent is JsonObject mapping)
        {
            mapping[mapping.ElementAt(random.Next(mapping.Count)).Key] = Value?.DeepClone();
        }
    }

    /// <summary>The field in snake_case, which is as good, or with a letter too many.</summary>
    public void Rename(Random random)
    {
        if (Parent is JsonObject mapping && Key is { } key && mapping.Remove(key))
        {
            var renamed = random.Next(3) is 0
                ? key + "s"
                : string.Concat(key.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
            mapping[renamed] = Value?.DeepClone();
        }
    }
}
