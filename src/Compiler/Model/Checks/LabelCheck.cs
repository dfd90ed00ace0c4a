using System.Text.RegularExpressions;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Labels as Kubernetes allows them, and selectors, which have no wildcards.</summary>
internal static partial class LabelCheck
{
    private const int LongestName = 63;
    private const int LongestPrefix = 253;

    /// <summary>Keys and values of labels that an object has, or that are compared with those of objects.</summary>
    public static void CheckLabels(Fields owner, string name, DiagnosticBag diagnostics)
    {
        foreach (var entry in owner.Map(name))
        {
            if (!IsKey(entry.Key.Value))
            {
                diagnostics.Add(NameRules.NoLabelPart.At(entry.Key.Span, "key", entry.Key.Value));
            }

            if (entry.Value is ScalarSyntax { IsNull: false } value && !IsValue(value.Value))
            {
                diagnostics.Add(NameRules.NoLabelPart.At(value.Span, "value", value.Value));
            }
        }
    }

    /// <summary>The labels under a selector: an empty key or a wildcard finds nothing.</summary>
    public static void CheckSelector(Fields selector, string name, SourceSpan place, DiagnosticBag diagnostics)
    {
        var labels = selector.Map(name);
        if (labels is [])
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(place, "workloadSelector", "it names no label"));
        }

        foreach (var entry in labels)
        {
            if (entry.Key.Value.Length is 0 || entry.Key.Value.Contains('*', StringComparison.Ordinal))
            {
                diagnostics.Add(NameRules.NoLabelPart.At(entry.Key.Span, "key", entry.Key.Value)
                    .WithHelp("a selector names labels letter by letter"));
            }

            if (entry.Value is ScalarSyntax value && value.Value.Contains('*', StringComparison.Ordinal))
            {
                diagnostics.Add(NameRules.NoLabelPart.At(value.Span, "value", value.Value)
                    .WithHelp("a selector has no wildcards: name the value, or leave the label out"));
            }
        }
    }

    private static bool IsKey(string key) => KeyPattern().Match(key) is { Success: true } match
        && match.Groups["name"].Length <= LongestName && match.Groups["prefix"].Length <= LongestPrefix;

    // No limit: the labels of a WorkloadEntry never were those of a Pod.
    private static bool IsValue(string value) => ValuePattern().IsMatch(value);

    [GeneratedRegex(@"^(?:(?<prefix>[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?)*)/)?(?<name>[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?\z")]
    private static partial Regex ValuePattern();
}
