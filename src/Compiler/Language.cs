using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Checks;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Model.Schema;
using GatewayPipeline.Compiler.Model.Services;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Clusters;
using GatewayPipeline.Compiler.Xds.Listeners.Tls;
using GatewayPipeline.Compiler.Xds.Matches;
using GatewayPipeline.Compiler.Xds.Routes;

namespace GatewayPipeline.Compiler;

/// <summary>
/// What the compiler understands: the fields that some part of it reads, and what it checks on one object alone.
/// </summary>
internal static class Language
{
    /// <summary>Every field that is read, as <c>VirtualService spec.http[].timeout</c>.</summary>
    public static ImmutableArray<string> Claims { get; } =
    [
        .. Of("Gateway", [.. Model.Gateway.Claims, .. Server.Claims, .. ServerTls.Claims, .. TlsFeatures.Claims]),
        .. Of("VirtualService", [.. VirtualService.Claims, .. RouteLowering.Claims, .. MirrorLowering.Claims, .. RouteFeatures.Claims, .. MatchFeatures.Claims]),
        .. Of("VirtualService", L4Rule.Claims),
        .. Of("VirtualService", Delegates.Claims),
        .. Of("DestinationRule", [.. DestinationRule.Claims, .. ClusterFeatures.Claims]),
        .. Of("ServiceEntry", ServiceEntries.Claims),
        .. Of("WorkloadEntry", Workload.EntryClaims),
        .. Of("Service", KubernetesServices.Claims),
        .. Of("EndpointSlice", EndpointSlice.Claims),
        .. Of(FleetReader.Kind, Fleet.Claims),
        .. Of(HostGrantReader.Kind, HostGrantReader.Claims),
    ];

    // No object needs another one here, so they are looked at by all processors, some at a time.
    private const int ObjectsAtOnce = 64;

    private static readonly Lazy<FieldClaims> Handled = new(() => FieldClaims.Of(Claims));

    /// <summary>
    /// Everything that one object alone tells: its fields against the vocabulary, then what the features know.
    /// </summary>
    public static void Check(ImmutableArray<ManifestObject> objects, DiagnosticBag diagnostics)
    {
        ImmutableArray<ManifestObject[]> parts = [.. objects.Chunk(ObjectsAtOnce)];
        var bags = parts.SelectInParallel(
            some =>
            {
                var bag = new DiagnosticBag(diagnostics.Profile);
                CheckAll(some, bag);

                return bag;
            },
            atOnce: 1);
        foreach (var bag in bags)
        {
            diagnostics.AddAll(bag);
        }
    }

    private static void CheckAll(ManifestObject[] objects, DiagnosticBag diagnostics)
    {
        SchemaChecker.Check(objects, Handled.Value, diagnostics);
        foreach (var source in objects)
        {
            AnnotationCheck.Check(source, diagnostics);
            switch (source.Kind)
            {
                case "Gateway":
                    GatewayCheck.Check(source, diagnostics);
                    CheckServers(source, diagnostics);
                    break;
                case "VirtualService":
                    VirtualServiceCheck.Check(source, diagnostics);
                    CheckRules(source, diagnostics);
                    break;
                case "DestinationRule":
                    DestinationRuleCheck.Check(source, diagnostics);
                    ClusterFeatures.Check(source, diagnostics);
                    break;
                case "ServiceEntry":
                    ServiceEntryCheck.Check(source, diagnostics);
                    break;
                case "WorkloadEntry":
                    EndpointCheck.Check(source, diagnostics);
                    break;
                case FleetReader.Kind:
                    FleetCheck.Check(source, diagnostics);
                    break;
                case HostGrantReader.Kind:
                    HostOwnershipCheck.Check(source, diagnostics);
                    break;
            }
        }
    }

    private static void CheckServers(ManifestObject source, DiagnosticBag diagnostics)
    {
        foreach (var tls in source.Spec.Objects("servers").Select(server => server.Object("tls")).OfType<Fields>())
        {
            foreach (var feature in TlsFeatures.InOrder)
            {
                feature.Check(tls, diagnostics);
            }
        }
    }

    private static void CheckRules(ManifestObject source, DiagnosticBag diagnostics)
    {
        foreach (var rule in source.Spec.Objects("http"))
        {
            foreach (var feature in RouteFeatures.InOrder)
            {
                feature.Check(rule, diagnostics);
            }

            foreach (var match in rule.Objects("match"))
            {
                foreach (var feature in MatchFeatures.InOrder)
                {
                    feature.Check(match, diagnostics);
                }
            }
        }
    }

    private static IEnumerable<string> Of(string kind, IEnumerable<string> fields) =>
        fields.Select(field => $"{kind} {field}");
}
