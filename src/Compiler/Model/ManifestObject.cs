using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>One object of a kind that we compile, as written: its identity, and its fields with their places.</summary>
internal sealed record ManifestObject
{
    /// <summary>Kind, namespace (<c>default</c> where none is written) and name.</summary>
    public required ResourceId Id { get; init; }

    public required string Group { get; init; }

    public required string Version { get; init; }

    public required MappingSyntax Root { get; init; }

    /// <summary>The fields of <c>spec</c>; of an EndpointSlice, which has none, those of the whole object.</summary>
    public required Fields Spec { get; init; }

    public ImmutableSortedDictionary<string, string> Labels { get; init; } = EmptyMap;

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = EmptyMap;

    /// <summary>Null for an object that was never in a cluster, and for a time that cannot be read.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>It comes from the platform's own source.</summary>
    public bool IsOfPlatform { get; init; }

    /// <summary>Where <c>metadata.name</c> stands.</summary>
    public required SourceSpan NameSpan { get; init; }

    public string Kind => Id.Kind;

    public string Namespace => Id.Namespace;

    public string Name => Id.Name;

    public SourceSpan Span => Root.Span;

    internal static ImmutableSortedDictionary<string, string> EmptyMap { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
