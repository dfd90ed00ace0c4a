using System.Collections.Immutable;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// A mapping read by the names of its fields. Lenient: what has another type than asked for counts as absent, since the
/// check of the schema has said so already. Names are camelCase; a field written in snake_case is found as well, and
/// one whose value is null counts as absent, as in Istio's decoder.
/// </summary>
internal readonly struct Fields(MappingSyntax mapping)
{
    public MappingSyntax Mapping => mapping;

    public SourceSpan Span => mapping.Span;

    /// <summary>The name of the first field: where a person looks who is told of the whole mapping.</summary>
    public SourceSpan FirstKeySpan => mapping.Entries is [var first, ..] ? first.Key.Span : Span;

    public bool Has(string name) => Node(name) is not null;

    public SyntaxNode? Node(string name) => Entry(name)?.Value;

    /// <summary>Where the value stands, or the whole mapping if there is none.</summary>
    public SourceSpan SpanOf(string name) => Node(name)?.Span ?? Span;

    /// <summary>Where the name of the field stands, or the whole mapping if there is none.</summary>
    public SourceSpan KeySpanOf(string name) => Entry(name)?.Key.Span ?? Span;

    public ScalarSyntax? Scalar(string name) => Node(name) as ScalarSyntax;

    public string? Text(string name) => Scalar(name)?.Value;

    /// <summary>A whole number, with or without quotes: protobuf writes large ones as text.</summary>
    public long? Integer(string name) => Text(name) is { } text ? PlainScalars.Integer(text) : null;

    public double? Number(string name) => Scalar(name) is { } scalar ? PlainScalars.Number(scalar) : null;

    public bool? Flag(string name) => Scalar(name) is { } scalar ? PlainScalars.Flag(scalar) : null;

    public TimeSpan? Duration(string name) =>
        Scalar(name) is { } scalar && DurationText.TryParse(scalar.Value, out var duration) ? duration : null;

    /// <summary>A value of an enumeration by its name, also where it is written as its number.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> names)
    {
        if (Scalar(name) is not { } scalar)
        {
            return null;
        }

        return names.Contains(scalar.Value) ? scalar.Value
            : PlainScalars.Integer(scalar) is { } number && number >= 0 && number < names.Length ? names[(int)number]
            : null;
    }

    public Fields? Object(string name) => Node(name) is MappingSyntax found ? new Fields(found) : null;

    /// <summary>The mappings of a list; items of other types are left out.</summary>
    public ImmutableArray<Fields> Objects(string name)
    {
        if (Node(name) is not SequenceSyntax list)
        {
            return [];
        }

        // Asked for all the time, so without iterators.
        var objects = ImmutableArray.CreateBuilder<Fields>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (item is MappingSyntax mapping)
            {
                objects.Add(new(mapping));
            }
        }

        return objects.DrainToImmutable();
    }

    /// <summary>The scalars of a list; items of other types and nulls are left out.</summary>
    public ImmutableArray<ScalarSyntax> Texts(string name) => Node(name) is SequenceSyntax list
        ? [.. list.Items.OfType<ScalarSyntax>().Where(item => !item.IsNull)]
        : [];

    /// <summary>The entries of a field whose keys are free, such as labels.</summary>
    public ImmutableArray<EntrySyntax> Map(string name) => Node(name) is MappingSyntax found ? found.Entries : [];

    private EntrySyntax? Entry(string name)
    {
        foreach (var entry in mapping.Entries)
        {
            if (FieldName.Matches(entry.Key.Value, name))
            {
                return entry.Value is ScalarSyntax { IsNull: true } ? null : entry;
            }
        }

        return null;
    }
}
