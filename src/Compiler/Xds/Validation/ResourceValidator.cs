using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Text;
using Google.Protobuf;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Everything that is checked of resources before they are frozen.</summary>
internal static class ResourceValidator
{
    private static readonly ImmutableArray<IResourceCheck> checks =
    [
        new DomainChecks(),
        new ClusterReferenceChecks(),
        new ListenerChecks(),
        new HttpFilterChecks(),
        new ClusterChecks(),
    ];

    /// <summary>In an order that depends on the resources alone.</summary>
    public static ImmutableArray<ResourceProblem> Check(EnvoyResources resources) =>
    [
        .. resources.Listeners.SelectMany(it => Constraints(TypeUrls.Listener, it.Name, it)),
        .. resources.RouteConfigurations.SelectMany(it => Constraints(TypeUrls.RouteConfiguration, it.Name, it)),
        .. resources.Clusters.SelectInParallel(it => Constraints(TypeUrls.Cluster, it.Name, it)).SelectMany(it => it),
        .. resources.Endpoints.SelectInParallel(it => Constraints(TypeUrls.ClusterLoadAssignment, it.ClusterName, it)).SelectMany(it => it),
        .. checks.SelectInParallel(check => check.Check(resources).ToList(), atOnce: 1).SelectMany(it => it),
    ];

    private static IEnumerable<ResourceProblem> Constraints(string typeUrl, string name, IMessage message) =>
        ConstraintValidator.Check(message)
            .Select(found => new ResourceProblem(found.Rule, typeUrl, name, found.Path, found.Message));
}
