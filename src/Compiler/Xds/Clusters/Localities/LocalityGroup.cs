using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>The endpoints of one place that count alike. As heavy as they are together, unless shares are given.</summary>
internal sealed record LocalityGroup(Locality Locality, ImmutableArray<Endpoint> Endpoints, uint Weight, int Priority)
{
    public static LocalityGroup Of(Locality locality, IEnumerable<Endpoint> endpoints, int priority = 0)
    {
        var all = endpoints.ToImmutableArray();

        return new(locality, all, (uint)Math.Clamp(all.Sum(endpoint => (long)endpoint.Weight), 1, uint.MaxValue), priority);
    }
}
