using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler;

/// <summary>Where the manifests say what stands in the resources: by name, and by place in what has no name.</summary>
public sealed record ResourceOrigins
{
    public static ResourceOrigins None { get; } = new();

    /// <summary>By the name of a route configuration, then in the order of its virtual hosts.</summary>
    public ImmutableDictionary<string, ImmutableArray<HostOrigin>> Hosts { get; init; } =
        ImmutableDictionary<string, ImmutableArray<HostOrigin>>.Empty;

    /// <summary>By the name of a listener, then in the order of its filter chains.</summary>
    public ImmutableDictionary<string, ImmutableArray<SourceSpan>> FilterChains { get; init; } =
        ImmutableDictionary<string, ImmutableArray<SourceSpan>>.Empty;

    /// <summary>By the name of a cluster: its DestinationRule, or the service where no rule speaks of it.</summary>
    public ImmutableDictionary<string, SourceSpan> Clusters { get; init; } =
        ImmutableDictionary<string, SourceSpan>.Empty;

    internal static ResourceOrigins Of(Ir.Gateway gateway) => new()
    {
        Hosts = gateway.RouteConfigurations.ToImmutableDictionary(
            configuration => configuration.Name,
            configuration => configuration.VirtualHosts.Select(HostOrigin.Of).ToImmutableArray(),
            StringComparer.Ordinal),
        FilterChains = gateway.Listeners.ToImmutableDictionary(
            listener => listener.Name,
            listener => listener.Chains.Select(chain => chain.Origin).ToImmutableArray(),
            StringComparer.Ordinal),
        Clusters = gateway.Clusters.ToImmutableDictionary(
            cluster => cluster.Name,
            cluster => (cluster.Rule?.Source ?? cluster.Service.Source).NameSpan,
            StringComparer.Ordinal),
    };
}

/// <summary>Where a virtual host is asked for, and each of its routes in their order.</summary>
public sealed record HostOrigin(SourceSpan Host, ImmutableArray<SourceSpan> Routes)
{
    internal static HostOrigin Of(Ir.VirtualHost host) => new(host.Origin, [.. host.Routes.Select(route => route.Origin)]);
}
