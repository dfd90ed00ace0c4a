using System.Buffers;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Names of headers as HTTP has them: a token, nothing else.</summary>
internal static class HeaderNames
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Token);

    public static void Check(string name, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (!IsToken(name))
        {
            diagnostics.Add(HttpRules.NoHeaderName.At(span, name));
        }
    }
}
