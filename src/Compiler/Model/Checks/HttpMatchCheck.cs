using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>The conditions of an HTTP match that no part of a request has to do with.</summary>
internal static class HttpMatchCheck
{
    public static void Check(Fields rule, DiagnosticBag diagnostics)
    {
        foreach (var match in rule.Objects("match"))
        {
            MatchCheck.Check(match, diagnostics);
            if (match.Scalar("sourceNamespace") is { Value.Length: > 0 } space)
            {
                NameCheck.CheckLabel(space.Value, "a namespace", space.Span, diagnostics);
            }
        }
    }
}
