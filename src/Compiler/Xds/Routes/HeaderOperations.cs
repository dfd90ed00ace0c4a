using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Headers that a rule sets, adds and removes: <c>headers</c>.</summary>
internal sealed class HeaderOperations : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = HeaderOperationSet.FieldsAt("headers");

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        HeaderOperationSet.Check(rule.Object("headers"), diagnostics);
        var authorities = HeaderOperationSet.AuthoritiesIn(rule.Object("headers")?.Object("request")).ToList();
        if (rule.Object("rewrite") is { } rewrite && rewrite.Text("authority") is { Length: > 0 })
        {
            authorities.Insert(0, new(rewrite.KeySpanOf("authority"), "rewrite.authority"));
        }

        if (authorities is [var first, var second, ..])
        {
            diagnostics.Add(ValueRules.OneOf.At(second.Span, string.Join(", ", authorities.Select(name => name.Value)))
                .Also(first.Span, "the authority is set here")
                .WithHelp("set the authority in one place"));
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Rule.Fields.Object("headers") is { } headers)
        {
            // Only a request that goes on has an authority to rewrite.
            var operations = HeaderOperationSet.Of(headers);
            (route.Action is Ir.RouteAction.Forward ? operations : operations with { Authority = null }).WriteTo(target);
        }
    }
}
