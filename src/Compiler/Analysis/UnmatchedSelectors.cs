using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Gateways whose selector no gateway of the fleet has.</summary>
internal static class UnmatchedSelectors
{
    // Istio's own names for gateways that let traffic out, or from cluster to cluster.
    private static readonly string[] OtherGateways = ["egressgateway", "eastwestgateway"];

    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var fleet = subject.Model.Fleet;
        foreach (var gateway in subject.Model.AllGateways.Where(gateway => !gateway.Selects(fleet)))
        {
            var place = gateway.Source.Spec.SpanOf("selector");
            diagnostics.Add(gateway.Selector.Values.Any(OtherGateways.Contains)
                ? MistakeRules.OfAnotherFleet.At(place, Text(gateway.Selector))
                : MistakeRules.SelectorOfNone.At(place, Text(gateway.Selector)).WithHelp(Advice(gateway, fleet)));
        }
    }

    private static string Advice(Gateway gateway, Fleet fleet)
    {
        var near = gateway.Selector.Values.Select(value => Spelling.Nearest(value, fleet.Labels.Values)).OfType<string>();

        return near.FirstOrDefault() is { } meant && gateway.Selector.Count is 1
            ? $"did you mean {Text(fleet.Labels)}?"
            : $"the gateways of this fleet have {Text(fleet.Labels)}";
    }

    private static string Text(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(", ", labels.Select(label => $"'{label.Key}: {label.Value}'"));
}
