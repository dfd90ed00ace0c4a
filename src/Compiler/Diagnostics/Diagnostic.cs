using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>One finding: which rule, where, what is the matter, and what to do about it.</summary>
public sealed record Diagnostic(Rule Rule, SourceSpan Span, string Message)
{
    /// <summary>The severity in the profile that was compiled; set when the finding is added to the bag.</summary>
    public Severity Severity { get; init; } = Rule.Severity;

    public ImmutableArray<RelatedLocation> Related { get; init; } = [];

    /// <summary>What to do, as a sentence without a full stop.</summary>
    public string? Help { get; init; }

    /// <summary>The object that the finding is about, if it lies in one.</summary>
    public ResourceId? Resource { get; init; }

    public Diagnostic Also(SourceSpan span, string note) => this with { Related = [.. Related, new(span, note)] };

    public Diagnostic WithHelp(string? help) => this with { Help = help };

    public override string ToString() => $"{Span}: {Severity.ToString().ToLowerInvariant()} {Rule.Code}: {Message}";
}

/// <summary>A second place that a finding speaks of.</summary>
public sealed record RelatedLocation(SourceSpan Span, string Message);

/// <summary>The identity of an object in the tree.</summary>
public sealed record ResourceId(string Kind, string Namespace, string Name)
{
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
