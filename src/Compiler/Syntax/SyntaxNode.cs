using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>YAML as written, with positions. Knows nothing of gateways.</summary>
public abstract record SyntaxNode(SourceSpan Span);

/// <summary>
/// A scalar. <paramref name="IsPlain"/>: written without quotes, so <c>true</c>, <c>8080</c> and <c>null</c> have
/// types.
/// </summary>
public sealed record ScalarSyntax(SourceSpan Span, string Value, bool IsPlain) : SyntaxNode(Span)
{
    public bool IsNull => IsPlain && Value is ("" or "null" or "Null" or "NULL" or "~");

    public LocatedText Text => new(Span, Value);
}

public sealed record SequenceSyntax(SourceSpan Span, ImmutableArray<SyntaxNode> Items) : SyntaxNode(Span);

/// <summary>A mapping. Keys are unique: a repeated one was reported, and the first stays.</summary>
public sealed record MappingSyntax(SourceSpan Span, ImmutableArray<EntrySyntax> Entries) : SyntaxNode(Span)
{
    public EntrySyntax? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Value == key)
            {
                return entry;
            }
        }

        return null;
    }
}

/// <summary>One key of a mapping and its value. Entries are most of what a large tree is made of, so they are no objects.</summary>
public readonly record struct EntrySyntax(LocatedText Key, SyntaxNode Value);

/// <summary>A text, and where it is written.</summary>
public readonly record struct LocatedText(SourceSpan Span, string Value);
