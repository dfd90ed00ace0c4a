using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// Puts the rules of a VirtualService without hosts in the place of the rule that delegates to it. The delegate's own
/// word wins, the root fills the gaps. A delegate that is missing or hidden takes its rule with it.
/// </summary>
internal sealed class Delegates(ImmutableArray<VirtualService> all, Fleet fleet, DiagnosticBag diagnostics)
{
    private static readonly string[] Inherited =
    [
        "rewrite", "directResponse", "timeout", "retries", "fault", "mirror", "mirrorPercentage", "mirrorPercent", "mirrors",
        "corsPolicy", "headers",
    ];

    private readonly ILookup<(string Namespace, string Name), VirtualService> delegates = all
        .Where(service => service.Hosts is [])
        .ToLookup(service => (service.Source.Namespace, service.Source.Name));

    public static ImmutableArray<string> Claims { get; } =
        ["spec.http[].delegate.name", "spec.http[].delegate.namespace"];

    /// <summary>The VirtualServices with hosts, their delegates' rules among their own.</summary>
    public ImmutableArray<VirtualService> Resolve() =>
        [.. all.Where(service => service.Hosts is not []).Select(Resolve)];

    private VirtualService Resolve(VirtualService root) => root.Http.Any(rule => rule.Fields.Has("delegate"))
        ? root with { Http = [.. root.Http.SelectMany(rule => Resolve(root, rule))] }
        : root;

    private IEnumerable<HttpRule> Resolve(VirtualService root, HttpRule rule)
    {
        if (rule.Fields.Object("delegate") is not { } named)
        {
            return [rule];
        }

        return Find(root, named) is { } found ? Merge(root, rule, found) : [];
    }

    private VirtualService? Find(VirtualService root, Fields named)
    {
        var key = (named.Text("namespace") is { Length: > 0 } other ? other : root.Source.Namespace, named.Text("name") ?? "");
        var name = $"{key.Item1}/{key.Item2}";
        if (delegates[key].FirstOrDefault() is not { } found)
        {
            diagnostics.Add(BindingRules.UnknownDelegate.At(named.SpanOf("name"), name)
                .WithHelp(Spelling.Advice(name, delegates.Select(known => $"{known.Key.Namespace}/{known.Key.Name}"))
                    ?? "add a VirtualService of that name without hosts"));

            return null;
        }

        if (!found.Visibility.Reaches(root.Source.Namespace))
        {
            diagnostics.Add(BindingRules.HiddenDelegate.At(named.SpanOf("name"), name, root.Source.Namespace)
                .Also(found.Source.Spec.SpanOf("exportTo"), "it is exported to these namespaces alone")
                .WithHelp($"add '{root.Source.Namespace}' to its exportTo"));

            return null;
        }

        return found;
    }

    private IEnumerable<HttpRule> Merge(VirtualService root, HttpRule rule, VirtualService found)
    {
        var outer = DelegateRule.Qualify(rule.Fields, root.Source.Namespace, fleet.Domain);
        foreach (var inner in found.Http)
        {
            var own = DelegateRule.Qualify(inner.Fields, found.Source.Namespace, fleet.Domain);
            if (DelegateRule.Matches(outer.Objects("match"), own.Objects("match")) is not { } matches)
            {
                diagnostics.Add(AnalysisRules.DelegateRuleDropped
                    .At(inner.Matches is [var first, ..] ? first.Span : inner.Fields.Span, $"{root.Source.Namespace}/{root.Source.Name}")
                    .Also(rule.Fields.SpanOf("match"), "what the delegating rule takes")
                    .WithHelp("let every match of the delegate be narrower than one of the delegating rule's; two regular expressions never are"));
                continue;
            }

            var merged = DelegateRule.Named(own, outer.Text("name")).FilledFrom(outer, Inherited);
            yield return new(root.Source, matches is [] ? merged : merged.With("match", new SequenceSyntax(merged.SpanOf("match"), matches)));
        }
    }
}
