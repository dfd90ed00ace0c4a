using GatewayPipeline.Compiler.Differences.Words;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>What becomes of a request, in a line for a reviewer.</summary>
internal static class OutcomeText
{
    public static string Of(RouteDecision decision) => decision.Outcome switch
    {
        RouteOutcome.Cluster { Name: "" } => "503: no destination",
        RouteOutcome.Cluster cluster => $"goes to {DestinationText.Of(cluster.Name)}{Rewritten(decision)}",
        RouteOutcome.Weighted weighted => "goes to " + string.Join(", ", weighted.Choices
            .Select(choice => $"{DestinationText.Of(choice.Cluster)} (weight {choice.Weight})")) + Rewritten(decision),
        RouteOutcome.Redirect redirect => $"{redirect.Status} to {redirect.Location}",
        RouteOutcome.DirectResponse { Body: "" } direct => $"{direct.Status}, answered by the gateway",
        RouteOutcome.DirectResponse direct => $"{direct.Status}, answered by the gateway with '{direct.Body}'",
        RouteOutcome.NotFound => "404: no route takes it",
        RouteOutcome.Rejected rejected => $"{rejected.Status}: {rejected.Reason}",
        RouteOutcome.Tcp tcp => $"the connection goes to {DestinationText.Of(tcp.Destination)}",
        RouteOutcome.NoConnection none => $"no connection: {none.Reason}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Rewritten(RouteDecision decision) =>
        decision.RouteMessage?.Route_ is { } action
        && (action.PrefixRewrite.Length > 0 || action.RegexRewrite is not null || action.HostRewriteLiteral.Length > 0)
            ? $" as {decision.Authority}{decision.Path}"
            : "";
}
