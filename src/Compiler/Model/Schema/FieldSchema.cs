using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Schema;

internal enum FieldType
{
    Text,
    Integer,
    Number,
    Flag,
    Duration,
    IntegerOrText,
    List,
    Mapping,
}

/// <summary>What the vocabulary says of one field, and the fields beneath it.</summary>
internal sealed class FieldSchema(string kind, string path, FieldType type, FieldSchema? parent)
{
    private readonly Dictionary<string, FieldSchema> children = new(StringComparer.Ordinal);
    private readonly List<FieldSchema> required = [];

    public string Kind => kind;

    /// <summary>Such as <c>spec.http[].timeout</c>; empty for the object itself.</summary>
    public string Path => path;

    public FieldType Type => type;

    public FieldSchema? Parent => parent;

    /// <summary>The last word of the path; items and values are called as their list or mapping.</summary>
    public string Name { get; } = path[(path.LastIndexOf('.') + 1)..].TrimEnd('[', ']', '{', '}');

    public FieldConstraints Constraints { get; init; } = FieldConstraints.None;

    /// <summary>Why the field changes nothing on a gateway; null for a field that does.</summary>
    public string? NoEffect { get; init; }

    /// <summary>What the items of a list, or the values of a mapping with free keys, look like.</summary>
    public FieldSchema? Items { get; private set; }

    public IReadOnlyDictionary<string, FieldSchema> Children => children;

    /// <summary>Those of its children that must be there.</summary>
    public IReadOnlyList<FieldSchema> Required => required;

    public bool HasFreeKeys => type is FieldType.Mapping && Items is not null;

    /// <summary>Nothing is known of what lies beneath: everything is allowed.</summary>
    public bool IsOpen => Items is null && children.Count == 0;

    /// <summary>How messages speak of it: <c>VirtualService spec.http[]</c>.</summary>
    public string Title { get; } = path.Length > 0 ? $"{kind} {path}" : kind;

    public FieldSchema? Child(string written) =>
        children.TryGetValue(written, out var child)
            || (written.Contains('_', StringComparison.Ordinal)
                && children.TryGetValue(FieldName.ToCamelCase(written), out child))
            ? child
            : null;

    internal void Add(FieldSchema field)
    {
        if (field.Path.EndsWith("[]", StringComparison.Ordinal) || field.Path.EndsWith("{}", StringComparison.Ordinal))
        {
            Items = field;
        }
        else
        {
            children.Add(field.Name, field);
            if (field.Constraints.IsRequired)
            {
                required.Add(field);
            }
        }
    }
}

/// <summary>What a value must satisfy beyond its type.</summary>
internal sealed record FieldConstraints
{
    public static FieldConstraints None { get; } = new();

    public bool IsRequired { get; init; }

    /// <summary>The names of an enumeration in the order of their numbers.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public int? MinimumLength { get; init; }

    public int? MaximumLength { get; init; }

    /// <summary>A form that is not checked: no kind that is compiled has one.</summary>
    public string? Pattern { get; init; }
}
