namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>What <c>gwp up --functions</c> was asked to do.</summary>
internal sealed record PipelineOptions
{
    /// <summary>The bare repository that is pushed to.</summary>
    public required string Repository { get; init; }

    /// <summary>The ref that is published, in full.</summary>
    public required string Ref { get; init; }

    /// <summary>The folder within the repository; null: all of it.</summary>
    public string? Path { get; init; }

    public required string State { get; init; }

    public bool ForcePreview { get; init; }
}
