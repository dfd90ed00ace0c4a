using System.Text.Json.Nodes;

namespace GatewayPipeline.LocalCloud.Functions.Invocations;

/// <summary>What became of an invocation.</summary>
internal abstract record InvocationOutcome
{
    private InvocationOutcome()
    {
    }

    /// <param name="HttpOutput">The value of the HTTP output, if there is one.</param>
    internal sealed record Succeeded(JsonNode? HttpOutput) : InvocationOutcome;

    internal sealed record Failed(string Reason) : InvocationOutcome;
}
