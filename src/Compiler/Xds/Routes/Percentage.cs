using Envoy.Type.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>A share of requests, from 0 to 100.</summary>
internal static class Percentage
{
    private const double Smallest = 0.0001;
    private const double Millionths = 10_000;

    public static FractionalPercent InMillionths(double percentage) => new()
    {
        Numerator = (uint)Math.Round(Math.Clamp(percentage, 0, 100) * Millionths),
        Denominator = FractionalPercent.Types.DenominatorType.Million,
    };

    /// <summary>Reads <c>percentage.value</c>, or the whole number that was written before there was one. A percentage without a value is 0.</summary>
    public static FractionalPercent? Of(Fields owner, string? older = null) => owner.Object("percentage") switch
    {
        { } written => InMillionths(written.Number("value") ?? 0),
        null when older is not null && owner.Integer(older) is { } whole => InMillionths(whole),
        _ => null,
    };

    public static void Check(Fields owner, string name, DiagnosticBag diagnostics) => Check(owner, name, Smallest, diagnostics);

    /// <summary>The same for one that may be so small that it is rounded to nothing.</summary>
    public static void CheckBounds(Fields owner, string name, DiagnosticBag diagnostics) => Check(owner, name, 0, diagnostics);

    private static void Check(Fields owner, string name, double smallest, DiagnosticBag diagnostics)
    {
        if (owner.Object(name) is { } percentage && percentage.Number("value") is { } value
            && value is not 0 && !(value >= smallest && value <= 100))
        {
            diagnostics.Add(HttpRules.NoPercentage.At(percentage.SpanOf("value"), name, percentage.Text("value") ?? ""));
        }
    }

    /// <summary>The same for one that is a whole number.</summary>
    public static void CheckWhole(Fields owner, string name, DiagnosticBag diagnostics)
    {
        if (owner.Integer(name) is < 0 or > 100)
        {
            diagnostics.Add(HttpRules.NoPercentage.At(owner.SpanOf(name), name, owner.Text(name) ?? ""));
        }
    }
}
