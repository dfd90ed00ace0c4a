using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Istio's durations: at least a millisecond, and no finer than that.</summary>
internal static class DurationCheck
{
    private const long Millisecond = 1_000_000;

    public static void Check(Fields owner, string name, DiagnosticBag diagnostics)
    {
        if (owner.Text(name) is { } text && DurationText.TryParseNanoseconds(text, out var duration)
            && (duration < Millisecond || duration % Millisecond is not 0))
        {
            diagnostics.Add(HttpRules.TooFine.At(owner.SpanOf(name), name));
        }
    }
}
