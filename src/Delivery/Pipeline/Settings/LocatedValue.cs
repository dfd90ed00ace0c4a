using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>Where something stands in a document.</summary>
internal readonly record struct Location(int Line, int Column);

/// <summary>A JSON value that knows where it stands, so that what is wrong with it can be found.</summary>
internal abstract record LocatedValue(Location At)
{
    public sealed record Fields(Location At, ImmutableArray<LocatedField> All) : LocatedValue(At);

    public sealed record List(Location At, ImmutableArray<LocatedValue> Items) : LocatedValue(At);

    public sealed record Text(Location At, string Value) : LocatedValue(At);

    public sealed record Truth(Location At, bool Value) : LocatedValue(At);

    /// <summary>A number or null: no setting is one.</summary>
    public sealed record Other(Location At, string Kind) : LocatedValue(At);

    public string Described => this switch
    {
        Fields => "an object",
        List => "a list",
        Text => "a text",
        Truth => "true or false",
        Other other => other.Kind,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

internal sealed record LocatedField(Location At, string Name, LocatedValue Value);
