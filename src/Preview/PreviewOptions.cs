using GatewayPipeline.Discovery;

namespace GatewayPipeline.Preview;

/// <summary>Where the preview gateway finds its agent, and who it says it is.</summary>
public sealed record PreviewOptions
{
    /// <summary>Path of the agent's ADS socket.</summary>
    public required string AdsSocket { get; init; }

    public required string NodeId { get; init; }

    /// <summary>What the names of certificate files are relative to.</summary>
    public string Folder { get; init; } = ".";

    public string NodeCluster { get; init; } = "preview";

    internal Node Node => new()
    {
        Id = NodeId,
        Cluster = NodeCluster,
        UserAgentName = "gwp-preview",
        UserAgentBuildVersion = new() { Version = new() { MinorNumber = 1 } },
    };
}
