using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>The conditions that matches of all protocols share.</summary>
internal static class MatchCheck
{
    public static void Check(Fields match, DiagnosticBag diagnostics)
    {
        if (match.Integer("port") is > ushort.MaxValue)
        {
            diagnostics.Add(SchemaRules.OutOfRange.At(match.SpanOf("port"), "port", $"from 1 to {ushort.MaxValue}"));
        }

        LabelCheck.CheckLabels(match, "sourceLabels", diagnostics);
        GatewayNameCheck.Check(match, diagnostics);
    }
}
