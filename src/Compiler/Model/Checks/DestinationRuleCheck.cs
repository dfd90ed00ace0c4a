using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What a DestinationRule says of its host, its subsets and who may see it. Its policies are told by the features that read them.</summary>
internal static class DestinationRuleCheck
{
    private const string ConfigMapPrefix = "configmap://";

    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var spec = source.Spec;
        if (spec.Scalar("host") is { } host)
        {
            NameCheck.CheckHost(host, diagnostics);
        }

        foreach (var subset in spec.Objects("subsets"))
        {
            if (subset.Scalar("name") is { Value.Length: > 0 } name)
            {
                NameCheck.CheckLabel(name.Value, "a subset", name.Span, diagnostics);
            }

            LabelCheck.CheckLabels(subset, "labels", diagnostics);
        }

        if (spec.Object("workloadSelector") is { } selector)
        {
            LabelCheck.CheckSelector(selector, "matchLabels", spec.KeySpanOf("workloadSelector"), diagnostics);
        }

        ExportToCheck.Check(source, diagnostics);
        foreach (var tls in Policies(spec).Select(policy => policy.Object("tls")).OfType<Fields>())
        {
            CheckConfigMap(tls, source.Namespace, diagnostics);
        }
    }

    private static IEnumerable<Fields> Policies(Fields spec) => spec.Objects("subsets").Append(spec)
        .Select(owner => owner.Object("trafficPolicy"))
        .OfType<Fields>()
        .SelectMany(policy => policy.Objects("portLevelSettings").Prepend(policy));

    // An authority may lie in a ConfigMap, one of the rule's own namespace.
    private static void CheckConfigMap(Fields tls, string space, DiagnosticBag diagnostics)
    {
        if (tls.Scalar("credentialName") is { } name && name.Value.StartsWith(ConfigMapPrefix, StringComparison.Ordinal)
            && (name.Value[ConfigMapPrefix.Length..].Split('/', 2) is not [var named, { Length: > 0 }] || named != space))
        {
            diagnostics.Add(NameRules.NoAddress.At(name.Span, name.Value, "ConfigMap of this namespace")
                .WithHelp($"write {ConfigMapPrefix}{space}/NAME"));
        }
    }
}
