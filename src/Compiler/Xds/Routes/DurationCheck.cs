using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Istio's durations: at least a millisecond, and no finer than that.</summary>
internal static class DurationCheck
{
    public static void Check(Fields owner, string name, DiagnosticBag diagnostics)
    {
        if (owner.Duration(name) is { } duration
            && (duration < TimeSpan.FromMilliseconds(1) || duration.Ticks % TimeSpan.TicksPerMillisecond is not 0))
        {
            diagnostics.Add(HttpRules.TooFine.At(owner.SpanOf(name), name));
        }
    }
}
