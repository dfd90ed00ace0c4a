using System.Collections.Frozen;
using System.Globalization;

namespace GatewayPipeline.Compiler.Model.Schema;

/// <summary>Every field of every kind that is known, read from <c>fields.tsv</c>.</summary>
internal static class Vocabulary
{
    private const string AnyKind = "*";

    private static readonly Lazy<FrozenDictionary<string, FieldSchema>> Kinds = new(Load);

    /// <summary>What all objects have: their type, their metadata, their status.</summary>
    public static FieldSchema Metadata => Kinds.Value[AnyKind];

    public static IEnumerable<FieldSchema> All =>
        Kinds.Value.Values.Where(kind => kind.Kind != AnyKind).OrderBy(kind => kind.Kind, StringComparer.Ordinal);

    public static FieldSchema Of(string kind) => Kinds.Value[kind];

    /// <summary>The field at a path such as <c>spec.http[].timeout</c>, if there is one.</summary>
    public static FieldSchema? Find(string kind, string path)
    {
        if (!Kinds.Value.TryGetValue(kind, out var field))
        {
            return null;
        }

        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var bare = step.TrimEnd('[', ']', '{', '}');
            field = field.Children.GetValueOrDefault(bare);
            for (var level = (step.Length - bare.Length) / 2; field is not null && level > 0; level--)
            {
                field = field.Items;
            }

            if (field is null)
            {
                return null;
            }
        }

        return field;
    }

    private static FrozenDictionary<string, FieldSchema> Load()
    {
        var fields = new Dictionary<(string Kind, string Path), FieldSchema>();
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream("fields.tsv")
            ?? throw new InvalidOperationException("the vocabulary is not embedded");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] is '#')
            {
                continue;
            }

            var columns = line.Split('\t');
            var (kind, path) = (columns[0], columns[1]);
            if (!fields.ContainsKey((kind, "")))
            {
                fields.Add((kind, ""), new(kind, "", FieldType.Mapping, null));
            }

            var parent = fields[(kind, ParentOf(path))];
            var field = new FieldSchema(kind, path, TypeOf(columns[2]), parent)
            {
                Constraints = columns.Length > 3 ? ConstraintsOf(columns[3]) : FieldConstraints.None,
                NoEffect = columns.Length > 4 ? columns[4] : null,
            };
            fields.Add((kind, path), field);
            parent.Add(field);
        }

        return fields.Values
            .Where(field => field.Path.Length == 0)
            .ToFrozenDictionary(field => field.Kind, StringComparer.Ordinal);
    }

    private static string ParentOf(string path)
    {
        if (path.EndsWith("[]", StringComparison.Ordinal) || path.EndsWith("{}", StringComparison.Ordinal))
        {
            return path[..^2];
        }

        var dot = path.LastIndexOf('.');

        return dot < 0 ? "" : path[..dot];
    }

    private static FieldType TypeOf(string word) => word switch
    {
        "string" => FieldType.Text,
        "integer" => FieldType.Integer,
        "number" => FieldType.Number,
        "boolean" => FieldType.Flag,
        "duration" => FieldType.Duration,
        "intOrString" => FieldType.IntegerOrText,
        "array" => FieldType.List,
        "object" => FieldType.Mapping,
        _ => throw new InvalidOperationException($"the vocabulary has an unknown type '{word}'"),
    };

    private static FieldConstraints ConstraintsOf(string text)
    {
        var constraints = FieldConstraints.None;
        foreach (var constraint in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = constraint.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
                ? (constraint[..at], constraint[(at + 1)..])
                : (constraint, "");
            constraints = name switch
            {
                "required" => constraints with { IsRequired = true },
                "enum" => constraints with { Names = [.. value.Split('|')] },
                "minimum" => constraints with { Minimum = Number(value) },
                "maximum" => constraints with { Maximum = Number(value) },
                "minLength" or "minItems" => constraints with { MinimumLength = (int)Number(value) },
                "maxLength" or "maxItems" => constraints with { MaximumLength = (int)Number(value) },
                "pattern" => constraints with { Pattern = value },
                "format" => constraints,
                _ => throw new InvalidOperationException($"the vocabulary has an unknown constraint '{constraint}'"),
            };
        }

        return constraints;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
