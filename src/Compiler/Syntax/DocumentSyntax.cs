using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>
/// One document of a file. What is wrong with it is kept here rather than reported: a document that turns out to be
/// no manifest (a CI file with tags and anchors) is nobody's business.
/// </summary>
internal sealed record DocumentSyntax(string Path, int FirstLine)
{
    /// <summary>Null for an empty document and for one that could not be read.</summary>
    public SyntaxNode? Root { get; init; }

    public ImmutableArray<Diagnostic> Problems { get; init; } = [];

    /// <summary>The YAML could not be read to its end, so there is no root.</summary>
    public bool IsBroken { get; init; }

    /// <summary>It is like no manifest at all: said even where no kind is named.</summary>
    public bool IsHostile { get; init; }

    /// <summary>Its text names a kind or an API version somewhere: all that is known of a broken document.</summary>
    public bool NamesKind { get; init; }

    /// <summary>It holds directives of a template language that were not carried out.</summary>
    public bool IsTemplate { get; init; }

    public SourceSpan Start => new(Path, new(FirstLine, 1), new(FirstLine, 1));
}
