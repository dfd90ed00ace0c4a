using System.Diagnostics;
using GatewayPipeline.Agent.Disk;

namespace GatewayPipeline.Agent.Activating;

/// <summary>The gateway, as the agent wants to see it. Rejected is an answer, not an exception.</summary>
internal interface IGatewayTarget
{
    /// <summary>Makes the bundle effective, or leaves the gateway as it was before and says why.</summary>
    Task<Activation> ActivateAsync(StagedBundle staged, CancellationToken cancellation);
}

/// <summary>How the gateway took a bundle.</summary>
internal abstract record Activation
{
    private Activation()
    {
    }

    /// <summary>All of it is in effect: acknowledged, and nothing warms any more.</summary>
    public sealed record Accepted(TimeSpan Took) : Activation;

    /// <summary>No gateway is connected. The bundle waits for one.</summary>
    public sealed record Offered : Activation;

    /// <summary>None of it is in effect. A refusal that the environment caused says nothing about the bundle.</summary>
    public sealed record Rejected(string Reason, bool Environment) : Activation;
}
