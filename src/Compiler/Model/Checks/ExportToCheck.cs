using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Who may see an object: <c>exportTo</c> names namespaces, each once, or everybody alone.</summary>
internal static class ExportToCheck
{
    private const string Everybody = "*";
    private const string Nobody = "~";

    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var targets = source.Spec.Texts("exportTo");
        var mayBeHidden = source.Kind is "ServiceEntry";
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            var place = target.Value is "." ? source.Namespace : target.Value;
            if (!known.Add(place))
            {
                diagnostics.Add(NameRules.Twice.At(target.Span, "a namespace", target.Value));
            }
            else if (place is not Everybody && !(mayBeHidden && place is Nobody))
            {
                NameCheck.CheckLabel(place, "a namespace", target.Span, diagnostics);
            }
        }

        CheckAlone(targets, Everybody, diagnostics);
        if (mayBeHidden)
        {
            CheckAlone(targets, Nobody, diagnostics);
        }

        if (source.Kind is "DestinationRule" && source.Spec.Has("workloadSelector"))
        {
            CheckSelected(source, targets, diagnostics);
        }
    }

    private static void CheckAlone(ImmutableArray<ScalarSyntax> targets, string word, DiagnosticBag diagnostics)
    {
        if (targets.Length > 1 && targets.FirstOrDefault(target => target.Value == word) is { } found)
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(found.Span, word, "beside other namespaces").WithHelp($"keep '{word}' or the namespaces"));
        }
    }

    private static void CheckSelected(ManifestObject source, ImmutableArray<ScalarSyntax> targets, DiagnosticBag diagnostics)
    {
        foreach (var target in targets.Where(target => target.Value is not "." && target.Value != source.Namespace))
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(target.Span, target.Value, "in exportTo beside a workloadSelector")
                .WithHelp("a rule that selects workloads is seen in its own namespace alone: write '.'"));
        }
    }
}
