using System.Collections.Immutable;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Up;

/// <summary>What <c>gwp up</c> was asked to do.</summary>
internal sealed record UpOptions
{
    public required string Folder { get; init; }

    public required string State { get; init; }

    public required string BindAddress { get; init; }

    public ImmutableDictionary<int, int> MappedPorts { get; init; } = ImmutableDictionary<int, int>.Empty;

    public bool ForcePreview { get; init; }

    public required CompilerOptions Compiler { get; init; }
}
