using System.Collections.Frozen;
using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>
/// The ciphers and curves that clients may choose from. As in Istio, a cipher that is not known is left out.
/// </summary>
internal sealed class CipherSuites : ITlsFeature
{
    private static readonly FrozenSet<string> Known = new[]
    {
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
        "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA", "DES-CBC3-SHA",
    }.ToFrozenSet(StringComparer.Ordinal);

    public ImmutableArray<string> Fields { get; } = ["cipherSuites", "ecdhCurves"];

    public void Check(Fields tls, DiagnosticBag diagnostics)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var suite in tls.Texts("cipherSuites"))
        {
            if (!Known.Contains(suite.Value))
            {
                diagnostics.Add(ValueRules.WithoutEffect.At(suite.Span, suite.Value, "this cipher is not known, and left out")
                    .WithHelp(Spelling.Advice(suite.Value, Known)));
            }
            else if (!seen.Add(suite.Value))
            {
                diagnostics.Add(ValueRules.WithoutEffect.At(suite.Span, suite.Value, "it stands in this list already"));
            }
        }
    }

    public TlsV3.CommonTlsContext? Contribute(ServerTls tls)
    {
        var parameters = new TlsV3.TlsParameters
        {
            CipherSuites = { Distinct(tls.Fields, "cipherSuites").Where(Known.Contains) },
            EcdhCurves = { Distinct(tls.Fields, "ecdhCurves") },
        };

        return parameters.CalculateSize() is 0 ? null : new() { TlsParams = parameters };
    }

    private static IEnumerable<string> Distinct(Fields tls, string name) =>
        tls.Texts(name).Select(text => text.Value).Distinct(StringComparer.Ordinal);
}
