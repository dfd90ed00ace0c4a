using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>
/// What can be seen of an answer: status, which route gave it, where it sends to, and what the upstream saw.
/// </summary>
internal sealed record RawAnswer(int Status, string Route, string Location, string Path, string Host, string Choice)
{
    public static RawAnswer Of(RouteDecision decision, bool choosesByHeader)
    {
        var route = decision.Route ?? "";

        return decision.Outcome switch
        {
            // The upstream refuses what is no path; so it is the upstream that answers.
            RouteOutcome.Cluster when !decision.Path.StartsWith('/') => new(400, route, "", "", "", ""),
            RouteOutcome.Weighted weighted when !decision.Path.StartsWith('/') =>
                new(400, route, "", "", "", Choice(weighted)),
            RouteOutcome.Cluster => new(200, route, "", decision.Path, decision.Authority, ""),
            RouteOutcome.Weighted weighted => new(
                200, route, "", decision.Path, decision.Authority, Choice(weighted)),
            RouteOutcome.Redirect redirect => new(redirect.Status, route, redirect.Location, "", "", ""),
            RouteOutcome.DirectResponse direct => new(direct.Status, route, direct.Location ?? "", "", "", ""),
            RouteOutcome.NotFound => new(404, "", "", "", "", ""),
            RouteOutcome.Rejected rejected => new(rejected.Status, "", "", "", "", ""),
            var other => new(0, other.ToString(), "", "", "", ""),
        };

        string Choice(RouteOutcome.Weighted weighted) => choosesByHeader ? weighted.Chosen.Cluster : "";
    }
}
