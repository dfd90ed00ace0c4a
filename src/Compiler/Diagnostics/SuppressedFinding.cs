using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>A finding that somebody has accepted: where they say so, and why.</summary>
/// <param name="IsInSource">Said in the manifest itself; otherwise in a file beside it.</param>
/// <param name="Reason">In their own words; empty if they gave none.</param>
public sealed record SuppressedFinding(Diagnostic Diagnostic, SourceSpan Span, bool IsInSource, string Reason)
{
    internal static SuppressedFinding Of(Diagnostic diagnostic, Suppression suppression) => new(
        diagnostic, suppression.Span, suppression.Place is not SuppressedPlace.Files, suppression.Reason);
}
