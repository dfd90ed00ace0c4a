using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Schema;

internal enum FieldStatus
{
    Handled,
    NoEffect,
    NotYet,
}

/// <summary>
/// Which fields the features of the compiler carry out, as they claim them: <c>VirtualService spec.http[].timeout</c>.
/// A claim covers the field with its items or values, and makes what lies above it known; not what lies beneath it.
/// </summary>
internal sealed class FieldClaims
{
    private readonly HashSet<FieldSchema> handled;

    private FieldClaims(HashSet<FieldSchema> handled, ImmutableArray<string> unknown)
    {
        this.handled = handled;
        Unknown = unknown;
    }

    /// <summary>Claims that name no field of the vocabulary: a mistake in a feature.</summary>
    public ImmutableArray<string> Unknown { get; }

    public static FieldClaims Of(IEnumerable<string> claims)
    {
        var unknown = ImmutableArray.CreateBuilder<string>();
        var handled = new HashSet<FieldSchema>();
        foreach (var claim in claims)
        {
            if (claim.Split(' ', 2) is [var kind, var path] && Vocabulary.Find(kind, path) is { } field)
            {
                Cover(field, handled);
            }
            else
            {
                unknown.Add(claim);
            }
        }

        return new(handled, unknown.DrainToImmutable());
    }

    public FieldStatus StatusOf(FieldSchema field)
    {
        if (handled.Contains(field))
        {
            return FieldStatus.Handled;
        }

        return (field.NoEffect ?? field.Parent?.NoEffect) is null ? FieldStatus.NotYet : FieldStatus.NoEffect;
    }

    private static void Cover(FieldSchema field, HashSet<FieldSchema> handled)
    {
        for (var above = field; above is not null; above = above.Parent)
        {
            handled.Add(above);
        }

        for (var items = field.Items; items is not null; items = items.Items)
        {
            handled.Add(items);
        }
    }
}
