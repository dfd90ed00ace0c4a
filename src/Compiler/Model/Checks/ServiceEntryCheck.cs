using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What a ServiceEntry says of itself, by Istio's validation.</summary>
internal static class ServiceEntryCheck
{
    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var spec = source.Spec;
        if (spec.Object("workloadSelector") is { } selector)
        {
            CheckSelector(spec, selector, diagnostics);
        }

        foreach (var host in spec.Texts("hosts"))
        {
            CheckHost(host, diagnostics);
        }

        foreach (var address in spec.Texts("addresses"))
        {
            AddressCheck.CheckRange(address, diagnostics);
        }

        ServicePortCheck.Check(spec, diagnostics);
        ResolutionCheck.Check(spec, diagnostics);
        ExportToCheck.Check(source, diagnostics);
    }

    private static void CheckSelector(Fields spec, Fields selector, DiagnosticBag diagnostics)
    {
        LabelCheck.CheckSelector(selector, "labels", spec.KeySpanOf("workloadSelector"), diagnostics);
        if (spec.Objects("endpoints") is not [])
        {
            diagnostics.Add(ValueRules.OneOf.At(spec.KeySpanOf("endpoints"), "workloadSelector, endpoints")
                .Also(spec.KeySpanOf("workloadSelector"), "workloadSelector is here")
                .WithHelp("list the endpoints, or let the selector find them"));
        }
    }

    private static void CheckHost(ScalarSyntax host, DiagnosticBag diagnostics)
    {
        if (host.Value is "*")
        {
            diagnostics.Add(NameRules.NoHost.At(host.Span, "*", "a ServiceEntry cannot stand for every host"));
        }
        else if (NameCheck.CheckHost(host, diagnostics)
            && host.Value.StartsWith('*') && !host.Value.StartsWith("*.", StringComparison.Ordinal))
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(host.Span, host.Value, "a wildcard stands for a whole label, as in *.example.com"));
        }
    }
}
