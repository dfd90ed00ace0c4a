using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Routes;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>Names that a match may ask for: those of headers, of the request line's parts, and of claims in a token.</summary>
internal static class HeaderMatchName
{
    private const string ClaimPrefix = "@request.auth.claims";

    public static void CheckAll(Fields match, string headers, DiagnosticBag diagnostics)
    {
        foreach (var header in match.Map(headers).Where(header => !header.Key.Value.StartsWith(ClaimPrefix, StringComparison.Ordinal)))
        {
            var name = header.Key.Value;
            HeaderNames.Check(name.StartsWith(':') ? name[1..] : name, header.Key.Span, diagnostics);
        }
    }
}
