using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Where requests and connections go: a host, and a subset or a port if they are named.</summary>
internal static class DestinationCheck
{
    /// <summary>All destinations of a rule, with their weights.</summary>
    public static void CheckAll(Fields rule, DiagnosticBag diagnostics)
    {
        var destinations = rule.Objects("route");
        foreach (var destination in destinations)
        {
            if (destination.Object("destination") is { } target)
            {
                Check(target, diagnostics);
            }

            if (destination.Integer("weight") is < 0)
            {
                diagnostics.Add(ValueRules.Negative.At(destination.SpanOf("weight"), "weight"));
            }
        }

        if (destinations.Length > 1 && destinations.All(destination => (destination.Integer("weight") ?? 0) is 0))
        {
            diagnostics.Add(ValueRules.WeightsAreZero.At(rule.SpanOf("route"), $"{destinations.Length}")
                .WithHelp("give each destination a weight; they need not add up to 100"));
        }
    }

    public static void Check(Fields destination, DiagnosticBag diagnostics)
    {
        if (destination.Scalar("host") is { Value: "*" } everything)
        {
            diagnostics.Add(NameRules.NoHost.At(everything.Span, "*", "a destination is one service"));
        }
        else if (destination.Scalar("host") is { } host)
        {
            NameCheck.CheckHost(host, diagnostics);
        }

        if (destination.Scalar("subset") is { Value.Length: > 0 } subset)
        {
            NameCheck.CheckLabel(subset.Value, "a subset", subset.Span, diagnostics);
        }

        if (destination.Object("port") is { } port && !port.Has("number"))
        {
            diagnostics.Add(SchemaRules.RequiredField.At(destination.KeySpanOf("port"), "number", "the port of a destination")
                .WithHelp("add 'number', or leave the port out if the service has a single one"));
        }
    }
}
