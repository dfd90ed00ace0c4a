using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Gateways whose selector no fleet of the tree has, and fleets that no Gateway is for.</summary>
internal static class UnmatchedSelectors
{
    // Istio's own names for gateways that let traffic out, or from cluster to cluster.
    private static readonly string[] OtherGateways = ["egressgateway", "eastwestgateway"];

    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var fleets = subject.Model.Fleets;
        foreach (var gateway in subject.Model.AllGateways.Where(gateway => !fleets.Any(gateway.Selects)))
        {
            var place = gateway.Source.Spec.SpanOf("selector");
            diagnostics.Add(gateway.Selector.Values.Any(OtherGateways.Contains)
                ? MistakeRules.OfAnotherFleet.At(place, Text(gateway.Selector))
                : MistakeRules.SelectorOfNone.At(place, Text(gateway.Selector)).WithHelp(Advice(gateway, fleets)));
        }

        if (subject.Model is { Fleet: { Source: { } source } fleet, Gateways: [] })
        {
            diagnostics.Add(FleetRules.SelectedByNone
                .At(source.Spec.Has("labels") ? source.Spec.SpanOf("labels") : source.NameSpan, Text(fleet.Labels))
                .WithHelp("give it the labels that the selector of its Gateways asks for"));
        }
    }

    private static string Advice(Gateway gateway, ImmutableArray<Fleet> fleets)
    {
        var near = fleets.FirstOrDefault(fleet =>
            gateway.Selector.Values.Any(value => Spelling.Nearest(value, fleet.Labels.Values) is not null));
        if (near is not null && gateway.Selector.Count is 1)
        {
            return $"did you mean {Text(near.Labels)}?";
        }

        return fleets is [var only]
            ? $"the gateways of this fleet have {Text(only.Labels)}"
            : $"the Fleets are {string.Join("; ", fleets.Select(fleet => $"{fleet.Name} with {Text(fleet.Labels)}"))}";
    }

    private static string Text(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(", ", labels.Select(label => $"'{label.Key}: {label.Value}'"));
}
