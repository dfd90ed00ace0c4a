using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>What a rule does: exactly one of <c>route</c>, <c>redirect</c>, <c>directResponse</c> and <c>delegate</c>.</summary>
internal sealed class ActionChoice : IRouteFeature
{
    private static readonly ImmutableArray<string> Actions = ["route", "redirect", "directResponse", "delegate"];

    public ImmutableArray<string> Fields { get; } = [];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        switch (Actions.Where(rule.Has).ToList())
        {
            case []:
                diagnostics.Add(ValueRules.NoAction.At(rule.Span, string.Join(", ", Actions))
                    .WithHelp("say where the request goes"));
                break;
            case [var first, var second, ..]:
                diagnostics.Add(ValueRules.OneOf.At(rule.KeySpanOf(second), string.Join(", ", Actions))
                    .Also(rule.KeySpanOf(first), $"{first} is here")
                    .WithHelp("split them into two rules"));
                break;
        }
    }

    public RouteV3.Route? Contribute(Ir.Route route) => null;
}
