using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>DestinationRules for hosts that a gateway sends requests to, and that do not count for it.</summary>
internal static class PoliciesOutOfReach
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var model = subject.Model;
        var rules = model.DestinationRules.All.Where(rule => rule.Selector.IsEmpty).ToLookup(rule => rule.Host, StringComparer.Ordinal);
        var routed = Destinations(subject.Gateway).Where(target => rules.Contains(target.Host)).ToHashSet();
        foreach (var (host, space) in routed)
        {
            if (model.Services.Find(host, space) is { } service)
            {
                var counting = model.DestinationRules.Find(host, service.Source.Namespace);
                foreach (var rule in rules[host].Where(rule => !MayBeOne(rule, counting)))
                {
                    Report(rule, counting, service.Source.Namespace, routed.Contains((host, rule.Source.Namespace)), model, diagnostics);
                }
            }
        }
    }

    private static bool MayBeOne(DestinationRule rule, DestinationRule? counting) =>
        counting?.Host == rule.Host && counting.Source.Namespace == rule.Source.Namespace;

    // Where each host is sent requests from: the namespaces of the VirtualServices.
    private static IEnumerable<(string Host, string Namespace)> Destinations(Ir.Gateway gateway) =>
        from configuration in gateway.RouteConfigurations
        from host in configuration.VirtualHosts
        from route in host.Routes
        where route.Action is RouteAction.Forward
        from destination in ((RouteAction.Forward)route.Action).Destinations
        select (destination.Cluster.Host, route.Rule.Source.Namespace);

    private static void Report(
        DestinationRule rule, DestinationRule? counting, string home, bool isRoutedFrom, GatewayModel model, DiagnosticBag diagnostics)
    {
        if (counting is { Selector.IsEmpty: false })
        {
            // A rule for some gateways alone is there to stand in for the others.
            return;
        }

        var (fleet, place) = (model.Fleet, rule.Source.Spec.SpanOf("host"));
        if (!rule.Visibility.Reaches(fleet.Namespace))
        {
            diagnostics.Add(AnalysisRules.PolicyNotExported.At(rule.Source.Spec.SpanOf("exportTo"), rule.Host, fleet.Namespace)
                .WithHelp($"add '{fleet.Namespace}' to exportTo if it is meant for gateways as well"));
        }
        else if (rule.Source.Namespace == home || rule.Source.Namespace == fleet.Namespace || rule.Source.Namespace == fleet.RootNamespace)
        {
            diagnostics.Add(counting is null
                ? AnalysisRules.PolicyElsewhere.At(place, rule.Host, rule.Source.Namespace).WithHelp(Move(home))
                : AnalysisRules.PolicyOutvoted.At(place, $"{counting.Source.Namespace}/{counting.Source.Name}", rule.Host)
                    .Also(counting.Source.NameSpan, "this one counts alone: rules of several namespaces are not merged")
                    .WithHelp("write what both say into one of them"));
        }
        else if (isRoutedFrom)
        {
            // A rule in a third namespace may be for its sidecars; where routes to the host stand beside it, it is meant for them.
            diagnostics.Add(AnalysisRules.PolicyElsewhere.At(place, rule.Host, rule.Source.Namespace).WithHelp(Move(home)));
        }
    }

    private static string Move(string home) => $"move it to namespace '{home}', where the service is";
}
