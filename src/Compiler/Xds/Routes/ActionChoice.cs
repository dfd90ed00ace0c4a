using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>What a rule does: exactly one of <c>route</c>, <c>redirect</c>, <c>directResponse</c> and <c>delegate</c>.</summary>
internal sealed class ActionChoice : IRouteFeature
{
    private static readonly ImmutableArray<string> Actions = ["route", "redirect", "directResponse", "delegate"];

    private static readonly ImmutableArray<string> OfForwarding = ["fault", "rewrite"];

    public ImmutableArray<string> Fields { get; } = [];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        switch (Actions.Where(name => IsGiven(rule, name)).ToList())
        {
            case []:
                diagnostics.Add(ValueRules.NoAction.At(rule.Span, string.Join(", ", Actions))
                    .WithHelp("say where the request goes"));
                break;
            case [("redirect" or "directResponse") and var alone]:
                CheckCompany(rule, alone, diagnostics);
                break;
            case ["directResponse", "delegate"]:
                break;
            case [var first, var second, ..]:
                diagnostics.Add(ValueRules.OneOf.At(rule.KeySpanOf(second), string.Join(", ", Actions))
                    .Also(rule.KeySpanOf(first), $"{first} is here")
                    .WithHelp("split them into two rules"));
                break;
        }
    }

    private static bool IsGiven(Fields rule, string action) => rule.Has(action) && rule.Node(action) is not SequenceSyntax { Items: [] };

    // Without a forwarding action there is nothing that they could change.
    private static void CheckCompany(Fields rule, string action, DiagnosticBag diagnostics)
    {
        foreach (var other in OfForwarding.Where(rule.Has))
        {
            diagnostics.Add(ValueRules.OneOf.At(rule.KeySpanOf(other), $"{action}, {other}")
                .Also(rule.KeySpanOf(action), $"{action} is here")
                .WithHelp($"leave {other} out"));
        }
    }
}
