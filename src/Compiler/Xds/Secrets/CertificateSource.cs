using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>A file on the gateway: in the folder of a credential, or where the manifest says.</summary>
/// <param name="Origin">The field that names it; null for what the system has without being told.</param>
internal sealed record CertificateFile(string Path, bool IsOfCredential, SourceSpan? Origin)
{
    /// <summary>The path as Envoy opens it.</summary>
    public string In(string certificateDirectory) =>
        IsOfCredential ? $"{certificateDirectory.TrimEnd('/')}/{Path}" : Path;
}

/// <summary>What a Secret resource is made of: the names of files, never what they hold.</summary>
internal abstract record CertificateSource(string Name)
{
    /// <summary>A certificate with its chain, and its key.</summary>
    public sealed record KeyPair(string Name, CertificateFile Chain, CertificateFile Key) : CertificateSource(Name)
    {
        public static KeyPair OfCredential(string folder, SourceSpan origin) => new(
            $"{folder}/tls", new($"{folder}/tls.crt", true, origin), new($"{folder}/tls.key", true, origin));

        public static KeyPair OfFiles(ScalarSyntax chain, ScalarSyntax key) => new(
            $"file-cert:{chain.Value}~{key.Value}", new(chain.Value, false, chain.Span), new(key.Value, false, key.Span));
    }

    /// <summary>The authorities that sign the certificates of the other side.</summary>
    public sealed record Authority(string Name, CertificateFile File) : CertificateSource(Name)
    {
        public static Authority OfCredential(string folder, SourceSpan origin) =>
            new($"{folder}/ca", new($"{folder}/ca.crt", true, origin));

        public static Authority OfFile(string path, SourceSpan? origin) =>
            new($"file-root:{path}", new(path, false, origin));
    }
}
