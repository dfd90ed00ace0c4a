using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>Reads JSON and keeps where each value stands. No comments, no trailing commas, nothing after the end.</summary>
internal sealed class LocatedJson
{
    private const int MostDepth = 16;

    private readonly int[] lineStarts;

    private LocatedJson(ReadOnlySpan<byte> json)
    {
        List<int> starts = [0];
        for (var index = 0; index < json.Length; index++)
        {
            if (json[index] == '\n')
            {
                starts.Add(index + 1);
            }
        }

        lineStarts = [.. starts];
    }

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out LocatedValue? value,
        [NotNullWhen(false)] out SettingsProblem? problem)
    {
        value = null;
        problem = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            reader.Read();
            value = new LocatedJson(json).ReadValue(ref reader);
            reader.Read();

            return true;
        }
        catch (JsonException exception)
        {
            value = null;
            problem = new(
                "$", (int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1,
                $"this is no JSON: {exception.Message.Split(" LineNumber:")[0]}");

            return false;
        }
        catch (InvalidOperationException)
        {
            // Text that is no UTF-16: a lone surrogate.
            value = null;
            problem = new("$", 1, 1, "this is no JSON: a text in it cannot be read");

            return false;
        }
    }

    private LocatedValue ReadValue(ref Utf8JsonReader reader)
    {
        var at = LocationOf(ref reader);

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadFields(ref reader, at),
            JsonTokenType.StartArray => ReadList(ref reader, at),
            JsonTokenType.String => new LocatedValue.Text(at, reader.GetString() ?? ""),
            JsonTokenType.True or JsonTokenType.False => new LocatedValue.Truth(at, reader.GetBoolean()),
            JsonTokenType.Number => new LocatedValue.Other(at, "a number"),
            _ => new LocatedValue.Other(at, "null"),
        };
    }

    private LocatedValue.Fields ReadFields(ref Utf8JsonReader reader, Location at)
    {
        var fields = ImmutableArray.CreateBuilder<LocatedField>();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var (nameAt, name) = (LocationOf(ref reader), reader.GetString() ?? "");
            reader.Read();
            fields.Add(new(nameAt, name, ReadValue(ref reader)));
        }

        return new(at, fields.DrainToImmutable());
    }

    private LocatedValue.List ReadList(ref Utf8JsonReader reader, Location at)
    {
        var items = ImmutableArray.CreateBuilder<LocatedValue>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader));
        }

        return new(at, items.DrainToImmutable());
    }

    private Location LocationOf(ref Utf8JsonReader reader)
    {
        var offset = (int)reader.TokenStartIndex;
        var found = Array.BinarySearch(lineStarts, offset);
        var line = found >= 0 ? found : ~found - 1;

        return new(line + 1, offset - lineStarts[line] + 1);
    }
}
