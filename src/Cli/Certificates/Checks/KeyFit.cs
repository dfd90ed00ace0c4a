using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates.Checks;

/// <summary>The key must be that of the first certificate of the chain.</summary>
internal sealed class KeyFit : ICertificateCheck
{
    public IEnumerable<Diagnostic> Check(LoadedUse use)
    {
        foreach (var pair in use.Pairs)
        {
            if (pair is not { Chain: { } chain, Key: { } key, Own: { } own })
            {
                continue;
            }

            if (key.IsOf(own) is false)
            {
                yield return CertificateRules.KeyDoesNotFit.At(key.File.Origin, key.File.Path, chain.File.Path)
                    .Also(own.Span, $"the certificate, of {own.Name}")
                    .WithHelp("lay down a certificate and the key that it was made for together");
            }
            else if (!pair.HasOwnFirst)
            {
                yield return CertificateRules.NotFirst
                    .At(chain.File.Origin, chain.File.Path, $"{chain.Items.IndexOf(own) + 1}")
                    .Also(own.Span, $"the certificate of the key, of {own.Name}")
                    .WithHelp("write the certificate first, then the one that signed it, and so on");
            }
        }
    }
}
