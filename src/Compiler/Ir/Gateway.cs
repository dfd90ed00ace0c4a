using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// One gateway: every name resolved, every list in its final order. Shaped as Envoy wants it, spelled without Envoy.
/// </summary>
internal sealed record Gateway
{
    public required MeshSettings Mesh { get; init; }

    public required Profile Profile { get; init; }

    public required ImmutableArray<Listener> Listeners { get; init; }

    public required ImmutableArray<RouteConfiguration> RouteConfigurations { get; init; }

    /// <summary>The clusters that some route leads to, by name.</summary>
    public required ImmutableArray<Cluster> Clusters { get; init; }
}

/// <summary>
/// One open port. <paramref name="Address"/> and <paramref name="Port"/> are those of the server, before any placement.
/// </summary>
internal sealed record Listener(string Name, string Address, int Port, ImmutableArray<FilterChain> Chains, SourceSpan Origin);

/// <summary>The virtual hosts behind one filter chain.</summary>
internal sealed record RouteConfiguration(string Name, ImmutableArray<VirtualHost> VirtualHosts);

/// <summary>Some domains with one list of routes, of which the first that matches wins.</summary>
internal sealed record VirtualHost(string Name, ImmutableArray<string> Domains, ImmutableArray<Route> Routes, bool HttpsRedirect, SourceSpan Origin)
{
    /// <summary>The virtual host of a port to which nothing is bound: it answers 404.</summary>
    public bool IsBlackhole => Routes is [] && !HttpsRedirect;
}
