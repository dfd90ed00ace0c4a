using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Changes the path or the authority on the way: <c>rewrite</c>. With an exact match the whole path is replaced, with a prefix that prefix.</summary>
internal sealed class Rewrite : IRouteFeature
{
    private static readonly ImmutableArray<string> Parts = ["uri", "uriRegexRewrite", "authority"];

    private static readonly ImmutableArray<string> RegexParts = ["match", "rewrite"];

    public ImmutableArray<string> Fields { get; } =
        ["rewrite.uri", "rewrite.authority", "rewrite.uriRegexRewrite.match", "rewrite.uriRegexRewrite.rewrite"];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Object("rewrite") is not { } rewrite)
        {
            return;
        }

        if (rewrite.Text("uri") is { Length: > 0 } && rewrite.Has("uriRegexRewrite"))
        {
            diagnostics.Add(ValueRules.OneOf.At(rewrite.KeySpanOf("uriRegexRewrite"), "uri, uriRegexRewrite")
                .Also(rewrite.KeySpanOf("uri"), "uri is here")
                .WithHelp("keep one of them"));
        }

        if (!Parts.Any(name => rewrite.Has(name) && rewrite.Text(name) is not ""))
        {
            diagnostics.Add(HttpRules.SaysNothing.At(rule.KeySpanOf("rewrite"), "rewrite", string.Join(" or ", Parts)));
        }

        if (rewrite.Object("uriRegexRewrite") is { } regex)
        {
            foreach (var part in RegexParts.Where(part => regex.Text(part) is null or ""))
            {
                diagnostics.Add(ValueRules.EmptyValue.At(regex.SpanOf(part), part));
            }

            RegexCheck.Check(regex.Text("match") ?? "", regex.SpanOf("match"), diagnostics);
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Action is not Ir.RouteAction.Forward || route.Rule.Fields.Object("rewrite") is not { } rewrite)
        {
            return;
        }

        var action = target.Forwarding;
        action.PrefixRewrite = rewrite.Text("uri") ?? "";
        if (rewrite.Object("uriRegexRewrite") is { } regex)
        {
            action.RegexRewrite = new()
            {
                Pattern = new() { Regex = regex.Text("match") ?? "" },
                Substitution = regex.Text("rewrite") ?? "",
            };
        }

        if (rewrite.Text("authority") is { Length: > 0 } authority)
        {
            action.HostRewriteLiteral = authority;
        }
    }
}
