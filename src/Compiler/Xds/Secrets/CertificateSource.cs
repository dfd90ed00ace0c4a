namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>A file on the gateway: in the folder of a credential, or where the manifest says.</summary>
internal sealed record CertificateFile(string Path, bool IsOfCredential)
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
        public static KeyPair OfCredential(string folder) =>
            new($"{folder}/tls", new($"{folder}/tls.crt", true), new($"{folder}/tls.key", true));

        public static KeyPair OfFiles(string chain, string key) =>
            new($"file-cert:{chain}~{key}", new(chain, false), new(key, false));
    }

    /// <summary>The authorities that sign the certificates of clients.</summary>
    public sealed record Authority(string Name, CertificateFile File) : CertificateSource(Name)
    {
        public static Authority OfCredential(string folder) => new($"{folder}/ca", new($"{folder}/ca.crt", true));

        public static Authority OfFile(string path) => new($"file-root:{path}", new(path, false));
    }
}
