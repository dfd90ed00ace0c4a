using System.Text.RegularExpressions;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Validation;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>
/// Looks at the finished messages as Envoy will, and takes what is wrong back to the lines that caused it.
/// </summary>
internal static partial class EnvoyFindings
{
    public static void Report(EnvoyResources resources, Ir.Gateway gateway, DiagnosticBag diagnostics)
    {
        var origins = new Origins(gateway);
        foreach (var problem in ResourceValidator.Check(resources))
        {
            var origin = origins.Of(problem);

            // A rule that was found wrong already needs no second word in terms of Envoy.
            if (!diagnostics.HasFindingWithin(origin))
            {
                diagnostics.Add(problem.Rule.At(origin, $"{problem.Name}: {problem.Path}", problem.Message));
            }
        }
    }

    [GeneratedRegex(@"^virtual_hosts\[(\d+)\](?:\.routes\[(\d+)\])?")]
    private static partial Regex RoutePath();

    [GeneratedRegex(@"^filter_chains\[(\d+)\]")]
    private static partial Regex ChainPath();

    private sealed class Origins(Ir.Gateway gateway)
    {
        private readonly Dictionary<string, Ir.RouteConfiguration> routes =
            gateway.RouteConfigurations.ToDictionary(routes => routes.Name, StringComparer.Ordinal);
        private readonly Dictionary<string, Ir.Cluster> clusters = gateway.Clusters.ToDictionary(cluster =>
            cluster.Name, StringComparer.Ordinal);
        private readonly Dictionary<string, Ir.Listener> listeners = gateway.Listeners.ToDictionary(listener =>
            listener.Name, StringComparer.Ordinal);

        public SourceSpan Of(ResourceProblem problem) => problem.TypeUrl switch
        {
            TypeUrls.RouteConfiguration => OfRoute(routes[problem.Name], problem.Path),
            TypeUrls.Listener => OfListener(listeners[problem.Name], problem.Path),
            _ => clusters[problem.Name] is { Rule: { } rule } ? rule.Source.NameSpan : clusters[problem.Name].Service.Source.NameSpan,
        };

        private static SourceSpan OfListener(Ir.Listener listener, string path) =>
            ChainPath().Match(path) is { Success: true } match ? listener.Chains[Index(match.Groups[1])].Origin : listener.Origin;

        private SourceSpan OfRoute(Ir.RouteConfiguration configuration, string path)
        {
            if (RoutePath().Match(path) is not { Success: true } match)
            {
                return gateway.Listeners.SelectMany(listener => listener.Chains)
                    .First(chain => chain.Target is Ir.ChainTarget.Http http && http.RouteConfiguration == configuration.Name).Origin;
            }

            var host = configuration.VirtualHosts[Index(match.Groups[1])];

            return match.Groups[2].Success ? host.Routes[Index(match.Groups[2])].Rule.Fields.Span : host.Origin;
        }

        private static int Index(Group group) =>
            int.Parse(group.ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }
}
