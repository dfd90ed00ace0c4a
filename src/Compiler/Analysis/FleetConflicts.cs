using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Fleets that cannot be told apart, or that would publish over each other.</summary>
internal static class FleetConflicts
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var objects = subject.Objects.Where(source => source.Kind is FleetReader.Kind).OldestFirst(source => source).ToList();
        foreach (var same in objects.GroupBy(source => source.Name, StringComparer.Ordinal))
        {
            foreach (var younger in same.Skip(1))
            {
                diagnostics.Add(FleetRules.NameTaken.At(younger.NameSpan, younger.Name)
                    .Also(same.First().NameSpan, "the other one")
                    .WithHelp("give it another name"));
            }
        }

        foreach (var same in subject.Model.Fleets.GroupBy(fleet => fleet.Channel, StringComparer.Ordinal))
        {
            foreach (var other in same.Skip(1))
            {
                diagnostics.Add(FleetRules.ChannelTaken.At(PlaceOf(other), same.Key ?? "", same.First().Name)
                    .Also(PlaceOf(same.First()), "the other one")
                    .WithHelp("give each Fleet a channel of its own"));
            }
        }
    }

    private static Text.SourceSpan PlaceOf(Fleet fleet) => fleet.Source is not { } source ? default
        : source.Spec.Has("channel") ? source.Spec.SpanOf("channel")
        : source.NameSpan;
}
