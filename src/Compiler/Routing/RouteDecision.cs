using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>
/// How Envoy routes one request: every choice on the way, what is done to it, and why earlier routes did not take it.
/// </summary>
public sealed record RouteDecision
{
    public required RouteOutcome Outcome { get; init; }

    /// <summary>The listener's name; null if nobody listens there.</summary>
    public string? Listener { get; init; }

    public string? FilterChain { get; init; }

    public string? RouteConfiguration { get; init; }

    public string? VirtualHost { get; init; }

    /// <summary>The name of the route, which may be empty.</summary>
    public string? Route { get; init; }

    /// <summary>The route's place in its virtual host, from 0; null if none matched.</summary>
    public int? RouteIndex { get; init; }

    /// <summary>The message of the route, for what is only shown (metadata, hash policy …).</summary>
    public Route? RouteMessage { get; init; }

    /// <summary>Authority and path as the upstream sees them.</summary>
    public required string Authority { get; init; }

    public required string Path { get; init; }

    /// <summary>How long the whole answer may take; zero: for ever.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>The route's own policy, or that of its virtual host.</summary>
    public RetryPolicy? Retries { get; init; }

    public ImmutableArray<Mirror> Mirrors { get; init; } = [];

    /// <summary>In the order in which Envoy carries them out.</summary>
    public ImmutableArray<HeaderOperation> RequestHeaders { get; init; } = [];

    public ImmutableArray<HeaderOperation> ResponseHeaders { get; init; } = [];

    /// <summary>Filter name → the most specific configuration for this route.</summary>
    public ImmutableSortedDictionary<string, Any> FilterConfigs { get; init; } =
        ImmutableSortedDictionary<string, Any>.Empty;

    /// <summary>The routes before the one that matched; empty unless asked for.</summary>
    public ImmutableArray<SkippedRoute> Skipped { get; init; } = [];
}

/// <summary>
/// A copy of the request is sent there too, for <paramref name="Percent"/> of the requests, and its answer thrown away.
/// </summary>
public sealed record Mirror(string Cluster, double Percent);

/// <summary>A route that was looked at and did not match, with its first condition that failed.</summary>
public sealed record SkippedRoute(int Index, string Name, string Reason);
