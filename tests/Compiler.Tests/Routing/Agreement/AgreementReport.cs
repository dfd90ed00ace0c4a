using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>How the matcher and Envoy agreed, and whether the tables were such that agreeing means something.</summary>
public sealed class AgreementReport
{
    private int routes;
    private int regexes;
    private int hits;
    private int hitsBeyondFirst;
    private int notFound;
    private int rejected;

    public int Tables { get; private set; }

    public int Requests { get; private set; }

    /// <summary>Request, both answers, and what either side said of its choice.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>Of all routes, those that match the path by a regular expression.</summary>
    public double RegexShare => Share(regexes, routes);

    /// <summary>Of the requests that a route took, those that an earlier route of the same host let pass.</summary>
    public double BeyondFirstShare => Share(hitsBeyondFirst, hits);

    public double NotFoundShare => Share(notFound, Requests);

    public void AddTables(TableBatch batch)
    {
        Tables += batch.Listeners.Count;
        foreach (var route in batch.Listeners.SelectMany(RouteTables.RoutesOf))
        {
            routes++;
            regexes += route.Match.SafeRegex is null ? 0 : 1;
        }
    }

    public void AddRequest(RouteDecision decision)
    {
        Requests++;
        hits += decision.RouteIndex is null ? 0 : 1;
        hitsBeyondFirst += decision.RouteIndex > 0 ? 1 : 0;
        notFound += decision.Outcome is RouteOutcome.NotFound ? 1 : 0;
        rejected += decision.Outcome is RouteOutcome.Rejected ? 1 : 0;
    }

    public override string ToString() =>
        FormattableString.Invariant($"""
            {Tables} tables of {routes} routes, {RegexShare:P0} by regular expression
            {Requests} requests: {hits} hits, {BeyondFirstShare:P0} of them not on the first route
            {NotFoundShare:P0} not found; {rejected} rejected
            {Differences.Count} differences
            """);

    private static double Share(int part, int whole) => whole is 0 ? 0 : (double)part / whole;
}
