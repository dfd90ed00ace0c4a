using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What becomes of a request.</summary>
public abstract record RouteOutcome
{
    private RouteOutcome()
    {
    }

    /// <summary>
    /// Forwarded to one cluster. An empty name: the header that should name it is missing, so nobody answers (503).
    /// </summary>
    public sealed record Cluster(string Name) : RouteOutcome;

    /// <summary>
    /// Forwarded to one of several clusters; <paramref name="Chosen"/> by the request's random number.
    /// </summary>
    public sealed record Weighted(ImmutableArray<WeightedChoice> Choices, WeightedChoice Chosen) : RouteOutcome;

    /// <summary>Answered with another place to go to.</summary>
    public sealed record Redirect(int Status, string Location) : RouteOutcome;

    /// <summary>Answered by the gateway. <paramref name="Location"/>: Envoy adds one to statuses 201 and 3xx.</summary>
    public sealed record DirectResponse(int Status, string Body, string? Location) : RouteOutcome;

    /// <summary>No virtual host or no route: 404.</summary>
    public sealed record NotFound(string Reason) : RouteOutcome;

    /// <summary>Refused before any route is looked at.</summary>
    public sealed record Rejected(int Status, string Reason) : RouteOutcome;

    /// <summary>The bytes of the connection are forwarded; nobody reads them as HTTP.</summary>
    public sealed record Tcp(string Destination) : RouteOutcome;

    /// <summary>There is no answer: nobody listens, or the connection is closed.</summary>
    public sealed record NoConnection(string Reason) : RouteOutcome;
}

/// <summary>One of several clusters, taken <paramref name="Weight"/> times out of the sum of all weights.</summary>
public sealed record WeightedChoice(string Cluster, uint Weight);
